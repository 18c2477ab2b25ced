import type { AccountView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Gives the own account. */
export const getAccount = definePersonVerb({
  name: 'getAccount',
  right: 'self',
  audit: 'none',
  input: noInput,
  async run({ person: { name, email }, account, secondFactor }): Promise<AccountView> {
    const [password, isOn] = await Promise.all([account.findPassword(), secondFactor.isOn()]);
    return { name, email, secondFactor: password === null ? 'no_password' : isOn ? 'on' : 'off' };
  },
});
