import { WrongStateError } from '#lib/errors.ts';
import { ownPasswordInput } from '#lib/shared/contract/account-inputs.ts';
import type { RecoveryCodesView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { assertOwnPassword } from '../own-password.ts';
import { makeRecoveryCodes } from '../recovery-codes.ts';

/**
 * Gives new recovery codes in place of all that there were. Throws as `assertOwnPassword` does, and `WrongStateError`
 * without a second factor.
 */
export const renewRecoveryCodes = definePersonVerb({
  name: 'renewRecoveryCodes',
  right: 'self',
  audit: 'noted',
  input: ownPasswordInput,
  async run(ctx, { password }): Promise<RecoveryCodesView> {
    await assertOwnPassword(ctx, password, 'password');
    const { shown, hashes } = makeRecoveryCodes();
    if (!(await ctx.secondFactor.replaceRecoveryCodes(hashes)))
      throw new WrongStateError('Your second factor is off, so there are no recovery codes. Load the page again.');
    return { recoveryCodes: shown };
  },
});
