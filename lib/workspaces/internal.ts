import type { AuditThing } from '#lib/contracts/audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Invitation, Invitations, Member } from '#lib/contracts/members.ts';
import { ConflictError, NotFoundError, WrongStateError } from '#lib/errors.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';

/** Throws `NotFoundError` where nobody signs in. */
export function invitationsOf({ invitations }: Pick<Context, 'invitations'>): Invitations {
  if (invitations === undefined) throw new NotFoundError('Nobody signs in here, so nobody is invited.');
  return invitations;
}

/**
 * Throws `NotFoundError`, and `ConflictError` for a member who has been changed since whoever decides has seen them as
 * `version`.
 */
export function getMember(members: readonly Member[], personId: string, version?: number): Member {
  const member = members.find((candidate) => candidate.personId === personId);
  if (member === undefined)
    throw new NotFoundError('This member is not in the workspace, or no longer. Load the page again.');
  if (version !== undefined && member.version !== version) {
    throw new ConflictError(
      `Somebody else has just changed this member: the role of ${member.name} is ${roleWords[member.role].name} now. Nothing else was changed; decide again.`,
    );
  }
  return member;
}

/** A member as the audit log names them. */
export function memberThing({ personId, name }: Member): AuditThing {
  return { kind: 'member', id: personId, name };
}

/** An invitation as the audit log names it. */
export function invitationThing({ id, email }: Pick<Invitation, 'id' | 'email'>): AuditThing {
  return { kind: 'invitation', id, name: email };
}

/** Whether the workspace would have no owner without this member's role. Owners who are disabled do not count. */
export function isLastOwner(members: readonly Member[], { personId, role }: Member): boolean {
  const others = members.filter((other) => other.role === 'owner' && !other.isDisabled && other.personId !== personId);
  return role === 'owner' && others.length === 0;
}

/** Throws `WrongStateError` for the last owner. */
export function assertNotLastOwner(members: readonly Member[], member: Member, { workspace }: Context): void {
  if (!isLastOwner(members, member)) return;
  throw new WrongStateError(
    `${member.name} is the last owner of the workspace ${workspace.name}. Make somebody else an owner first.`,
  );
}

/** Throws `NotFoundError` for an invitation that was used or withdrawn, or never made. */
export async function getInvitation(invitations: Invitations, id: string): Promise<Invitation> {
  const invitation = (await invitations.list()).find((candidate) => candidate.id === id);
  if (invitation === undefined) throw invitationGone();
  return invitation;
}

export function invitationGone(): NotFoundError {
  return new NotFoundError('This invitation has been used or withdrawn in the meantime. Load the page again.');
}
