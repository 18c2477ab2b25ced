import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Signs the person out in every browser but the one that asks. */
export const endOtherSessions = definePersonVerb({
  name: 'endOtherSessions',
  right: 'self',
  audit: 'noted',
  input: noInput,
  run: ({ account }) => account.endOtherSessions(),
});
