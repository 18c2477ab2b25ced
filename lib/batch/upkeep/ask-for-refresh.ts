import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';

/**
 * Has the stored results of a batch judged again and its request index written anew: now, or when it has
 * ended. Throws `NotFoundError`.
 */
export async function askForRefresh(ctx: Context, batchId: string): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.attempts.length > 0) draft.isIndexStale = true;
  });
}
