import type { DoorContext, SignInResult } from '#lib/contracts/accounts.ts';
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
    await noteSignIn(ctx, result);
    // The session that the browser had before ends: nobody goes on in one that somebody else has put there.
    const before = await engine.signOut(asker);
    return { value: null, setCookies: [...before.setCookies, ...result.setCookies, devices.remember(email)] };
  },
});

/** Nobody stays signed in of whom the audit log does not say so. */
async function noteSignIn(
  { doorAudit, engine, asker }: DoorContext,
  { personId, setCookies }: Extract<SignInResult, { readonly kind: 'signed_in' }>,
): Promise<void> {
  try {
    await doorAudit.signedIn(personId, asker);
  } catch (error) {
    const cookies = setCookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
    await engine.signOut({ ...asker, cookies });
    throw error;
  }
}
