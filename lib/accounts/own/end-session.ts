import { sessionInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

/** Signs the person out in one browser. One that is signed out already stays so. */
export const endSession = definePersonVerb({
  name: 'endSession',
  right: 'self',
  audit: 'noted',
  input: sessionInput,
  run: ({ account }, { sessionId }) => account.endSession(sessionId),
});
