import type { StoredBatch } from '#lib/contracts/batch-storage.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';

/** Loads a batch. Throws `NotFoundError` with the sentence that LangBatch users know. */
export async function getStoredBatch(ctx: Context, batchId: string): Promise<StoredBatch> {
  const stored = await ctx.storage.loadBatch(batchId);
  if (stored === null) throw new NotFoundError(`Batch with id ${batchId} not found`);
  return stored;
}
