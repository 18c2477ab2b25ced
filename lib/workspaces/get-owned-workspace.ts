import type { PersonContext } from '#lib/contracts/person-context.ts';
import type { OwnWorkspace } from '#lib/contracts/workspaces.ts';
import { ForbiddenError, NotFoundError, WrongStateError } from '#lib/errors.ts';
import { can } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';

/**
 * A workspace that its owner may delete. Throws `NotFoundError` for one that the person is not in, `ForbiddenError` for
 * whoever is no owner, `WrongStateError` for Local.
 */
export async function getOwnedWorkspace(
  { person, workspaces }: PersonContext,
  workspaceId: string,
): Promise<OwnWorkspace> {
  const own = (await workspaces.listOf(person.id)).find(({ id }) => id === workspaceId);
  if (own === undefined) throw new NotFoundError('There is no such workspace, or you are not a member of it.');
  if (!can(own.role, 'own')) throw noOwner(own.name);
  if (workspaceId === localWorkspace.id) {
    throw new WrongStateError(`The workspace ${own.name} came with LangBatch and stays. Delete its batches instead.`);
  }
  return own;
}

export function noOwner(name: string): ForbiddenError {
  return new ForbiddenError(`Only an owner deletes the workspace ${name}. Ask one of them.`);
}
