import type { Context } from '#lib/contracts/context.ts';

/** A save that failed may have been carried out all the same, as when the connection broke before the answer. */
export async function removeUnlessSaved(ctx: Context, batchId: string, key: string): Promise<void> {
  const stored = await ctx.storage.loadBatch(batchId);
  if (stored?.record.input.key !== key) await ctx.files.remove(key);
}
