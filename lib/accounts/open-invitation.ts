import type { DoorContext } from '#lib/contracts/accounts.ts';
import type { FoundInvitation } from '#lib/contracts/members.ts';
import { ForbiddenError } from '#lib/errors.ts';
import { addressTry, countTries, giveBack, lanes } from './limits.ts';
import { hashLinkToken } from './secret-link.ts';

/**
 * The invitation of a link, which is still good; a link that is not counts as a wrong try of the asker's address.
 * Throws `ForbiddenError` with what became of it, `TooManyAttemptsError`.
 */
export async function openInvitation(
  { asker, attempts, invitations, clock }: Pick<DoorContext, 'asker' | 'attempts' | 'invitations' | 'clock'>,
  token: string,
): Promise<FoundInvitation> {
  const tries = addressTry(asker.address, lanes.links);
  const now = clock.now();
  await countTries(attempts, tries, now);
  const invitation = await invitations.find(hashLinkToken(token));
  if (invitation === null) throw new ForbiddenError(unknownLink);
  await giveBack(attempts, tries);
  const end = endOf(invitation, now);
  if (end !== null) throw new ForbiddenError(end);
  return invitation;
}

/** For a link that was good a moment ago: somebody else was quicker. Throws `ForbiddenError` with what became of it. */
export async function refuseEnded(ctx: Parameters<typeof openInvitation>[0], token: string): Promise<never> {
  await openInvitation(ctx, token);
  throw new ForbiddenError(unknownLink);
}

const unknownLink =
  'This invitation link is not one of this LangBatch, or a newer link has taken its place. Ask whoever sent it for the newest one.';

function endOf(invitation: FoundInvitation, now: Date): string | null {
  const { acceptedAt, withdrawnAt, expiresAt, workspaceName, invitedBy } = invitation;
  const whom = invitedBy ?? `an admin of the workspace ${workspaceName}`;
  if (acceptedAt !== null)
    return `This invitation has been used already. If it was you, sign in. If not, tell ${whom}.`;
  if (withdrawnAt !== null) return `This invitation has been withdrawn. Ask ${whom} for a new one.`;
  if (expiresAt <= now) return `This invitation has run out. Ask ${whom} for a new link.`;
  return null;
}
