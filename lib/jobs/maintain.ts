import { removeAbandonedDrafts } from '#lib/batch/upkeep/remove-abandoned-drafts.ts';
import type { Clock, Context } from '#lib/contracts/context.ts';
import type { DeletedWorkspaces } from '#lib/contracts/workspaces.ts';
import { removeExpiredUploads } from '#lib/uploads/remove-expired-uploads.ts';
import { removeDeletedWorkspaces } from './remove-deleted-workspaces.ts';

const intervalMs = 60 * 60 * 1000;

/** What the upkeep does for the whole installation. */
interface Upkeep {
  readonly deleted: DeletedWorkspaces;
  /** Removes rows of the audit log that are old enough; gives how many. */
  readonly removeOldAudit: () => Promise<number>;
}

/**
 * Gives a function that clears away what nobody needs in these workspaces and, in the audit log, of all, at most once an
 * hour however often it is called; workspaces that were deleted each time.
 */
export function maintain(
  clock: Clock,
  { deleted, removeOldAudit }: Upkeep,
): (contexts: readonly Context[]) => Promise<void> {
  let nextAt = 0;
  return async (contexts) => {
    await removeDeletedWorkspaces(contexts, deleted);
    const now = clock.now().getTime();
    if (now < nextAt) return;
    nextAt = now + intervalMs;
    const auditRows = await removeOldAudit();
    if (auditRows > 0) contexts[0]?.log.info('cleared away', { auditRows });
    for (const ctx of contexts) {
      const [uploads, drafts] = [await removeExpiredUploads(ctx), await removeAbandonedDrafts(ctx)];
      if (uploads + drafts > 0) ctx.log.info('cleared away', { uploads, drafts, workspace: ctx.workspace.id });
    }
  };
}
