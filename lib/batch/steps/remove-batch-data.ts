import { batchPrefix } from '#lib/batch/store/file-keys.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import type { Context } from '#lib/contracts/context.ts';
import { isReadyToRemove } from '#lib/record/due-tasks.ts';

/** Removes a batch whose removal was asked for, when nothing is left to wait for: index, files, and the record last. */
export async function removeBatchData(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  await withLease(ctx, { batchId: input.batchId, jobId: null, step: 'remove' }, isReadyToRemove, async () => {
    await ctx.storage.index?.removeBatch(input.batchId);
    await ctx.files.removeAll(batchPrefix(input.batchId));
    await ctx.storage.removeBatch(input.batchId);
  });
}
