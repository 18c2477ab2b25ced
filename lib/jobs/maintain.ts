import { removeAbandonedDrafts } from '#lib/batch/upkeep/remove-abandoned-drafts.ts';
import type { Clock, Context } from '#lib/contracts/context.ts';
import type { DeletedWorkspaces } from '#lib/contracts/workspaces.ts';
import { removeExpiredUploads } from '#lib/uploads/remove-expired-uploads.ts';
import { removeDeletedWorkspaces } from './remove-deleted-workspaces.ts';

const intervalMs = 60 * 60 * 1000;

/**
 * Gives a function that clears away what nobody needs in these workspaces, at most once an hour however often
 * it is called; workspaces that were deleted each time.
 */
export function maintain(clock: Clock, deleted: DeletedWorkspaces): (contexts: readonly Context[]) => Promise<void> {
  let nextAt = 0;
  return async (contexts) => {
    await removeDeletedWorkspaces(contexts, deleted);
    const now = clock.now().getTime();
    if (now < nextAt) return;
    nextAt = now + intervalMs;
    for (const ctx of contexts) {
      const [uploads, drafts] = [await removeExpiredUploads(ctx), await removeAbandonedDrafts(ctx)];
      if (uploads + drafts > 0) ctx.log.info('cleared away', { uploads, drafts, workspace: ctx.workspace.id });
    }
  };
}
