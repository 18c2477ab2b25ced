import { ConflictError, InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { changePasswordInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { countTries, giveBack, signInTries } from '../limits.ts';
import { assertGoodPassword } from '../password-rules.ts';
import { tellPasswordChanged } from '../tell-password-changed.ts';

/**
 * Changes the own password, for whoever knows the current one: an open browser alone is not enough. All other sessions
 * end. Throws `InvalidInputError`, `TooManyAttemptsError` as the sign-in does, `WrongStateError` for somebody without a
 * password, `ConflictError` when it was changed at the same moment.
 */
export const changePassword = definePersonVerb({
  name: 'changePassword',
  right: 'self',
  audit: 'noted',
  input: changePasswordInput,
  async run(ctx, { currentPassword, password }) {
    const { person, account, asker, attempts, devices, engine } = ctx;
    const tries = signInTries(person.email, devices.find(asker.cookies, person.email), asker.address);
    await countTries(attempts, tries, ctx.clock.now());
    const current = await account.findPassword();
    if (current === null)
      throw new WrongStateError('You have no password yet. Ask an admin for a link with which you choose one.');
    if (!(await engine.verify(currentPassword, current))) {
      const sentence = 'This is not your current password.';
      throw new InvalidInputError(sentence, { currentPassword: sentence });
    }
    await giveBack(attempts, tries);
    assertGoodPassword(password, person);
    if (!(await account.changePassword(current, await engine.hash(password))))
      throw new ConflictError('Your password was changed at the same moment, maybe in another tab. Try again.');
    tellPasswordChanged(ctx, person);
  },
});
