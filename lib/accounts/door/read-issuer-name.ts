import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Gives what the OIDC issuer is called; null where people sign in with a password alone. */
export const readIssuerName = defineDoorVerb({
  name: 'readIssuerName',
  audit: 'none',
  input: noInput,
  run: ({ issuer }) => Promise.resolve({ value: issuer?.name ?? null, setCookies: [] }),
});
