import type { PersonContext } from '#lib/contracts/person-context.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { countTries, giveBack, signInTries } from './limits.ts';

/**
 * Looks whether whoever is signed in knows their password too: an open browser alone is not enough. Gives its hash.
 * Throws `InvalidInputError` under the name of the field that it was entered in, `TooManyAttemptsError` as the sign-in
 * does, `WrongStateError` for somebody without a password.
 */
export async function assertOwnPassword(ctx: PersonContext, password: string, field: string): Promise<string> {
  const { person, account, asker, attempts, devices, engine } = ctx;
  const tries = signInTries(person.email, devices.find(asker.cookies, person.email), asker.address);
  await countTries(attempts, tries, ctx.clock.now());
  const hash = await account.findPassword();
  if (hash === null)
    throw new WrongStateError('You have no password yet. Ask an admin for a link with which you choose one.');
  if (!(await engine.verify(password, hash))) {
    const sentence = 'This is not your current password.';
    throw new InvalidInputError(sentence, { [field]: sentence });
  }
  await giveBack(attempts, tries);
  return hash;
}
