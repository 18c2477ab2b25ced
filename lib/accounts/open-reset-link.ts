import type { DoorContext } from '#lib/contracts/accounts.ts';
import { ForbiddenError } from '#lib/errors.ts';
import { addressTry, countTries, giveBack, lanes } from './limits.ts';
import { hashLinkToken } from './secret-link.ts';

/**
 * Whose link it is, which is still good; a link that is not counts as a wrong try of the asker's address. Throws
 * `ForbiddenError`, `TooManyAttemptsError`.
 */
export async function openResetLink(
  { asker, attempts, resets, clock }: Pick<DoorContext, 'asker' | 'attempts' | 'resets' | 'clock'>,
  token: string,
): Promise<{ readonly name: string; readonly email: string }> {
  const tries = addressTry(asker.address, lanes.links);
  await countTries(attempts, tries, clock.now());
  const person = await resets.find(hashLinkToken(token));
  if (person === null) throw resetLinkEnded();
  await giveBack(attempts, tries);
  return person;
}

export function resetLinkEnded(): ForbiddenError {
  return new ForbiddenError(
    'This link has ended, was used already, or is not one of this LangBatch. Get a new one on the page Forgot password, or from an admin.',
  );
}
