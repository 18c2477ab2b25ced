import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';

const pageSize = 200;

/**
 * Calls `visit` with the record of every batch, or of the open ones, newest first. One that cannot be read or worked
 * on, as a newer version may have left it, is logged and passed over: it holds up no other.
 */
export async function forEachBatch(
  ctx: Context,
  options: { readonly openOnly: boolean },
  visit: (record: BatchRecord) => Promise<void>,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = { ...options, limit: pageSize, ...(after === undefined ? {} : { after }) };
    const ids = await ctx.storage.listBatchIds(page);
    for (const id of ids) {
      try {
        const stored = await ctx.storage.loadBatch(id);
        if (stored !== null) await visit(stored.record);
      } catch (error) {
        if (!AppError.is(error)) throw error;
        ctx.log.error('batch passed over', { batchId: id }, error);
      }
    }
    after = ids.at(-1);
    if (ids.length < pageSize || after === undefined || ctx.signal.aborted) return;
  }
}
