import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** The private hosts that connections may call. */
export const getPrivateHosts = definePersonVerb({
  name: 'getPrivateHosts',
  right: 'site_admin',
  audit: 'none',
  input: noInput,
  run: ({ privateHosts }) => privateHosts.read(),
});
