import type { AccountView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Gives the own account. */
export const getAccount = definePersonVerb({
  name: 'getAccount',
  right: 'self',
  audit: 'none',
  input: noInput,
  run: ({ person: { name, email } }): Promise<AccountView> => Promise.resolve({ name, email }),
});
