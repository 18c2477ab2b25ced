import { requestRemoval } from '#lib/batch/commands/remove-batch.ts';
import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { updateBatchIfThere } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';

/** Asks for the removal of every batch of a workspace that was deleted. Returns of how many it was not asked before. */
export async function requestRemovals(ctx: Context): Promise<number> {
  let requested = 0;
  await forEachBatch(ctx, { openOnly: false }, async ({ id, removeRequestedAt }) => {
    if (removeRequestedAt !== null) return;
    await updateBatchIfThere(ctx, id, (draft) => requestRemoval(ctx, draft));
    requested += 1;
  });
  return requested;
}
