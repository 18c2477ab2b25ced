import type { PersonContext } from '#lib/contracts/person-context.ts';
import { ConflictError, InvalidInputError } from '#lib/errors.ts';
import { deleteWorkspaceInput } from '#lib/shared/contract/workspace-inputs.ts';
import { formatCount } from '#lib/shared/words/format.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import type { Parsed } from '#lib/verbs/define-verb.ts';
import { getOwnedWorkspace, noOwner } from './get-owned-workspace.ts';

/**
 * Deletes a workspace with everything in it, by an owner who writes its name. From then on nobody reaches it; running
 * batches are cancelled. Throws `WrongStateError` for Local, `ConflictError` when others run than the owner has seen.
 */
export const deleteWorkspace = definePersonVerb({
  name: 'deleteWorkspace',
  right: 'self',
  audit: 'noted',
  input: deleteWorkspaceInput,
  run,
});

async function run(
  ctx: PersonContext,
  { workspaceId, name, runningBatches }: Parsed<typeof deleteWorkspaceInput>,
): Promise<void> {
  const { person, workspaces, clock } = ctx;
  const workspace = await getOwnedWorkspace(ctx, workspaceId);
  if (name !== workspace.name) {
    const sentence = `Write the name as it stands: ${workspace.name}.`;
    throw new InvalidInputError(sentence, { name: sentence });
  }
  const outcome = await workspaces.delete(workspaceId, { name, personId: person.id, runningBatches, at: clock.now() });
  if (outcome === 'not_owner') throw noOwner(workspace.name);
  if (outcome === 'deleted') return;
  throw new ConflictError(
    `${formatCount(outcome, 'batch', 'en', 'batches')} of ${workspace.name} ${outcome === 1 ? 'runs' : 'run'} now, another number than was shown. Nothing was deleted; look at it again.`,
  );
}
