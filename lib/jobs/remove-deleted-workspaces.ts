import { requestRemovals } from '#lib/batch/upkeep/request-removals.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { DeletedWorkspaces } from '#lib/contracts/workspaces.ts';
import { uploadsPrefix } from '#lib/uploads/upload-record.ts';

/** So long something that was asked for before the end may come to be saved, and is to be found here. */
const lateMs = 10 * 60 * 1000;

/**
 * Goes on with the deletion of those of these workspaces that were deleted: asks for the removal of their batches,
 * which cancels those that run, and once none is left removes uploads, connections and the workspace. May be broken
 * off anywhere: the next call goes on.
 */
export async function removeDeletedWorkspaces(contexts: readonly Context[], deleted: DeletedWorkspaces): Promise<void> {
  const ids = new Set(await deleted.listIds());
  for (const ctx of contexts) {
    if (!ids.has(ctx.workspace.id)) continue;
    const requested = await requestRemovals(ctx);
    if (requested > 0)
      ctx.log.info('removal of batches requested', { batches: requested, workspace: ctx.workspace.id });
    if ((await ctx.storage.listBatchIds({ limit: 1 })).length > 0) continue;
    await ctx.files.removeAll(uploadsPrefix);
    const before = new Date(ctx.clock.now().getTime() - lateMs);
    if (await deleted.erase(ctx.workspace.id, before))
      ctx.log.info('workspace removed', { workspace: ctx.workspace.id });
  }
}
