import type { Context } from '../context.ts';
import { removeBatch } from './cancel-batch.ts';

const keepUnlistedMs = 7 * 24 * 60 * 60 * 1000;
const pageSize = 200;

/** Asks for the removal of uploads that were never kept as a batch and are older than a week. Returns how many. */
export async function removeAbandonedDrafts(ctx: Context): Promise<number> {
  const oldest = ctx.clock.now().getTime() - keepUnlistedMs;
  let removed = 0;
  let after: string | undefined;
  for (;;) {
    const ids = await ctx.storage.listBatchIds({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    for (const id of ids) {
      const record = (await ctx.storage.loadBatch(id))?.record;
      if (record === undefined || record.isListed || new Date(record.createdAt).getTime() > oldest) continue;
      await removeBatch(ctx, { batchId: id });
      removed += 1;
    }
    after = ids.at(-1);
    if (ids.length < pageSize || after === undefined || ctx.signal.aborted) return removed;
  }
}
