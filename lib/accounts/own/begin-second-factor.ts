import { WrongStateError } from '#lib/errors.ts';
import { ownPasswordInput } from '#lib/shared/contract/account-inputs.ts';
import type { SecondFactorKeyView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { assertOwnPassword } from '../own-password.ts';
import { makeTotpKey, totpAddress } from '../totp.ts';

/**
 * Gives a new key for an authenticator app, which counts for nothing before `confirmSecondFactor`. Throws as
 * `assertOwnPassword` does, and `WrongStateError` while a second factor is on.
 */
export const beginSecondFactor = definePersonVerb({
  name: 'beginSecondFactor',
  right: 'self',
  audit: 'none',
  input: ownPasswordInput,
  async run(ctx, { password }): Promise<SecondFactorKeyView> {
    await assertOwnPassword(ctx, password, 'password');
    const key = makeTotpKey();
    if (!(await ctx.secondFactor.begin(key)))
      throw new WrongStateError('Your second factor is on already. Turn it off first if you have a new phone.');
    return { key, address: totpAddress(key, ctx.person.email) };
  },
});
