import { resetPasswordInput } from '#lib/shared/contract/account-inputs.ts';
import type { SignInStep } from '#lib/shared/contract/account-views.ts';
import { type DoorAnswer, defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { openResetLink, resetLinkEnded } from '../open-reset-link.ts';
import { assertGoodPassword } from '../password-rules.ts';
import { hashLinkToken } from '../secret-link.ts';
import { tellPasswordChanged } from '../tell-password-changed.ts';

/**
 * Chooses a new password by a link, ends all sessions of the person, and signs them in; a second factor stays, and its
 * code is asked for. Throws `ForbiddenError` for a link that is not good, `InvalidInputError`, `TooManyAttemptsError`.
 */
export const resetPassword = defineDoorVerb({
  name: 'resetPassword',
  audit: 'noted',
  input: resetPasswordInput,
  async run(ctx, { token, password }): Promise<DoorAnswer<SignInStep>> {
    const { asker, engine, resets, devices } = ctx;
    // Before the costly hash: whoever has no link cannot make the server work.
    const person = await openResetLink(ctx, token);
    assertGoodPassword(password, person);
    if (!(await resets.use(hashLinkToken(token), await engine.hash(password), asker))) throw resetLinkEnded();
    tellPasswordChanged(ctx, person);
    const { email } = person;
    const result = await engine.signIn({ email, password }, asker);
    if (result.kind === 'refused') return { value: 'in', setCookies: [] };
    // As at the sign-in: whoever was signed in here before no longer is.
    const before = await engine.signOut(asker);
    const setCookies = [...before.setCookies, ...result.setCookies];
    return result.kind === 'second_step'
      ? { value: 'code', setCookies }
      : { value: 'in', setCookies: [...setCookies, devices.remember(email)] };
  },
});
