import type { Context } from '../context.ts';
import { requestRemoval } from './cancel-batch.ts';
import type { BatchRecord } from './record.ts';
import { updateBatchIfThere } from './update-batch.ts';

const keepUnlistedMs = 7 * 24 * 60 * 60 * 1000;
const pageSize = 200;

/** Asks for the removal of uploads that were never kept as a batch and are older than a week. Returns how many. */
export async function removeAbandonedDrafts(ctx: Context): Promise<number> {
  const oldest = ctx.clock.now().getTime() - keepUnlistedMs;
  const isAbandoned = (record: BatchRecord): boolean =>
    !record.isListed && record.removeRequestedAt === null && new Date(record.createdAt).getTime() <= oldest;
  let removed = 0;
  let after: string | undefined;
  for (;;) {
    const ids = await ctx.storage.listBatchIds({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    for (const id of ids) {
      const record = (await ctx.storage.loadBatch(id))?.record;
      if (record !== undefined && isAbandoned(record) && (await removeIf(ctx, id, isAbandoned)) === true) removed += 1;
    }
    after = ids.at(-1);
    if (ids.length < pageSize || after === undefined || ctx.signal.aborted) return removed;
  }
}

/** Its maker may keep it at the same moment, and another worker may be faster. */
function removeIf(
  ctx: Context,
  batchId: string,
  isAbandoned: (record: BatchRecord) => boolean,
): Promise<boolean | null> {
  return updateBatchIfThere(ctx, batchId, (draft) => {
    if (!isAbandoned(draft)) return false;
    requestRemoval(ctx, draft);
    return true;
  });
}
