import type { Context } from '../../context.ts';
import { batchPrefix } from '../file-keys.ts';
import { withLease } from '../lease.ts';
import type { BatchRecord } from '../record.ts';
import { isRunning } from '../state.ts';

/** Removes a batch whose removal was asked for and whose jobs have ended: index, files, and the record last. */
export async function removeBatchData(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  const isDue = (record: BatchRecord): boolean => record.removeRequestedAt !== null && !isRunning(record);
  await withLease(ctx, { batchId: input.batchId, jobId: null }, isDue, async () => {
    await ctx.storage.index?.removeBatch(input.batchId);
    await ctx.files.removeAll(batchPrefix(input.batchId));
    await ctx.storage.removeBatch(input.batchId);
  });
}
