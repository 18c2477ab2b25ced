import type { Context } from '#lib/contracts/context.ts';
import type { Member, Members } from '#lib/contracts/members.ts';
import { NotFoundError } from '#lib/errors.ts';
import { type Right, lesserRole } from '#lib/shared/contract/rights.ts';
import { assertMay } from './assert-may.ts';

/** Members that nobody else changes until the transaction ends, and a context with the role that the actor has now. */
export interface LockedMembers {
  readonly ctx: Context;
  readonly members: Members;
  readonly all: readonly Member[];
}

/** Throws `NotFoundError` where nobody signs in. */
export function membersOf({ members }: Pick<Context, 'members'>): Members {
  if (members === undefined) throw new NotFoundError('Nobody signs in here, so there are no members.');
  return members;
}

/**
 * Locks the members of the workspace, in a transaction. Whoever had the lock before may have changed what the actor may
 * do, so the right is checked once more. Throws `ForbiddenError`, `NotFoundError` for an actor who is no member any
 * more.
 */
export async function lockMembers(tx: Context, right: Right): Promise<LockedMembers> {
  const members = membersOf(tx);
  const all = await members.lock(tx.actor.id);
  const actor = all.find(({ personId, isDisabled }) => personId === tx.actor.id && !isDisabled);
  if (actor === undefined) throw new NotFoundError(`You are no longer a member of the workspace ${tx.workspace.name}.`);
  const ctx = { ...tx, role: lesserRole(tx.role, actor.role) };
  assertMay(ctx, right);
  return { ctx, members, all };
}
