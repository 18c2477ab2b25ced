import { ForbiddenError, InvalidInputError } from '#lib/errors.ts';
import { signInInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { countTries, giveBack, signInTries } from '../limits.ts';

/**
 * Signs a person in by e-mail and password. Throws `InvalidInputError` with the same words whether the e-mail is known
 * or not, `TooManyAttemptsError`, and `ForbiddenError` for somebody who is disabled and knows the password.
 */
export const signIn = defineDoorVerb({
  name: 'signIn',
  audit: 'noted',
  input: signInInput,
  async run(ctx, { email, password }) {
    const { asker, engine, attempts, devices } = ctx;
    const tries = signInTries(email, devices.find(asker.cookies, email), asker.address);
    await countTries(attempts, tries, ctx.clock.now());
    const result = await engine.signIn({ email, password }, asker);
    if (result.kind === 'refused') {
      if (result.reason === 'disabled')
        throw new ForbiddenError('This account has been disabled. Ask an admin of this LangBatch.');
      throw new InvalidInputError('E-mail and password do not match. Check both.');
    }
    await giveBack(attempts, tries);
    // The session that the browser had before ends: nobody goes on in one that somebody else has put there.
    const before = await engine.signOut(asker);
    return { value: null, setCookies: [...before.setCookies, ...result.setCookies, devices.remember(email)] };
  },
});
