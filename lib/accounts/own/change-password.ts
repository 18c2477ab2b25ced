import { ConflictError } from '#lib/errors.ts';
import { changePasswordInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { assertOwnPassword } from '../own-password.ts';
import { assertGoodPassword } from '../password-rules.ts';
import { tellPasswordChanged } from '../tell-password-changed.ts';

/**
 * Changes the own password, for whoever knows the current one. All other sessions end. Throws as `assertOwnPassword`
 * and `assertGoodPassword` do, and `ConflictError` when it was changed at the same moment.
 */
export const changePassword = definePersonVerb({
  name: 'changePassword',
  right: 'self',
  audit: 'noted',
  input: changePasswordInput,
  async run(ctx, { currentPassword, password }) {
    const current = await assertOwnPassword(ctx, currentPassword, 'currentPassword');
    assertGoodPassword(password, ctx.person);
    if (!(await ctx.account.changePassword(current, await ctx.engine.hash(password))))
      throw new ConflictError('Your password was changed at the same moment, maybe in another tab. Try again.');
    tellPasswordChanged(ctx, ctx.person);
  },
});
