import { ForbiddenError, InvalidInputError } from '#lib/errors.ts';
import { signInInput } from '#lib/shared/contract/account-inputs.ts';
import type { SignInStep } from '#lib/shared/contract/account-views.ts';
import { type DoorAnswer, defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { countTries, giveBack, signInTries } from '../limits.ts';
import { noteSignIn } from '../note-sign-in.ts';

/**
 * Signs a person in by e-mail and password, or leads to the code of their second factor (`verifyCode`). Throws
 * `InvalidInputError` with the same words whether the e-mail is known or not, `TooManyAttemptsError`, and
 * `ForbiddenError` for somebody who is disabled and knows the password.
 */
export const signIn = defineDoorVerb({
  name: 'signIn',
  audit: 'noted',
  input: signInInput,
  async run(ctx, { email, password }): Promise<DoorAnswer<SignInStep>> {
    const { asker, engine, attempts, devices, doorAudit } = ctx;
    const tries = signInTries(email, devices.find(asker.cookies, email), asker.address);
    await countTries(attempts, tries, ctx.clock.now());
    const result = await engine.signIn({ email, password }, asker);
    if (result.kind === 'refused') {
      await doorAudit.signInRefused(email, asker);
      if (result.reason === 'disabled')
        throw new ForbiddenError('This account has been disabled. Ask an admin of this LangBatch.');
      throw new InvalidInputError('E-mail and password do not match. Check both.');
    }
    await giveBack(attempts, tries);
    if (result.kind === 'signed_in') await noteSignIn(ctx, result.personId, result.setCookies);
    // The session that the browser had before ends: nobody goes on in one that somebody else has put there.
    const before = await engine.signOut(asker);
    const setCookies = [...before.setCookies, ...result.setCookies];
    return result.kind === 'second_step'
      ? { value: 'code', setCookies }
      : { value: 'in', setCookies: [...setCookies, devices.remember(email)] };
  },
});
