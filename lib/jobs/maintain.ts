import { removeAbandonedDrafts } from '#lib/batch/upkeep/remove-abandoned-drafts.ts';
import type { Context } from '#lib/contracts/context.ts';
import { removeExpiredUploads } from '#lib/uploads/remove-expired-uploads.ts';

const intervalMs = 60 * 60 * 1000;

/** Gives a function that clears away what nobody needs, at most once an hour however often it is called. */
export function maintain(ctx: Context): () => Promise<void> {
  let nextAt = 0;
  return async () => {
    const now = ctx.clock.now().getTime();
    if (now < nextAt) return;
    nextAt = now + intervalMs;
    const [uploads, drafts] = [await removeExpiredUploads(ctx), await removeAbandonedDrafts(ctx)];
    if (uploads + drafts > 0) ctx.log.info('cleared away', { uploads, drafts });
  };
}
