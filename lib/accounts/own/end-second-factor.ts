import { ownPasswordInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { assertOwnPassword } from '../own-password.ts';

/**
 * Turns the second factor off and ends all other sessions. One that is off already stays so. Throws as
 * `assertOwnPassword` does.
 */
export const endSecondFactor = definePersonVerb({
  name: 'endSecondFactor',
  right: 'self',
  audit: 'noted',
  input: ownPasswordInput,
  async run(ctx, { password }) {
    await assertOwnPassword(ctx, password, 'password');
    await ctx.secondFactor.turnOff();
  },
});
