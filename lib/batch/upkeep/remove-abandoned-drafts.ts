import { requestRemoval } from '#lib/batch/commands/remove-batch.ts';
import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { updateBatchIfThere } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';

const keepUnlistedMs = 7 * 24 * 60 * 60 * 1000;

/** Asks for the removal of uploads that were never kept as a batch and are older than a week. Returns how many. */
export async function removeAbandonedDrafts(ctx: Context): Promise<number> {
  const oldest = ctx.clock.now().getTime() - keepUnlistedMs;
  const isAbandoned = ({ isListed, removeRequestedAt, createdAt }: BatchRecord): boolean =>
    !isListed && removeRequestedAt === null && new Date(createdAt).getTime() <= oldest;
  let removed = 0;
  await forEachBatch(ctx, { openOnly: false }, async (record) => {
    if (!isAbandoned(record)) return;
    // Its maker may keep it at the same moment, and another worker may be faster.
    const isRemoved = await updateBatchIfThere(ctx, record.id, (draft) => {
      if (!isAbandoned(draft)) return false;
      requestRemoval(ctx, draft);
      return true;
    });
    if (isRemoved === true) removed += 1;
  });
  return removed;
}
