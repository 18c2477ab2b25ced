import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';

const pageSize = 200;

/**
 * Calls `visit` with the record of every batch, or of the open ones, newest first. A batch that cannot be read or
 * worked on, as a newer version may have left it, is logged and passed over.
 */
export async function forEachBatch(
  ctx: Context,
  options: { readonly openOnly: boolean },
  visit: (record: BatchRecord) => Promise<void>,
): Promise<void> {
  const seen: string[] = [];
  for (;;) {
    const ids = await nextPage(ctx, options, seen);
    seen.push(...ids);
    for (const id of ids) {
      try {
        const stored = await ctx.storage.loadBatch(id);
        if (stored !== null) await visit(stored.record);
      } catch (error) {
        if (!AppError.is(error)) throw error;
        ctx.log.error('batch passed over', { batchId: id }, error);
      }
    }
    if (ids.length < pageSize || ctx.signal.aborted) return;
  }
}

/** A storage knows no page after a batch that is gone: then what follows the last one that is still there. */
async function nextPage(
  ctx: Context,
  options: { readonly openOnly: boolean },
  seen: readonly string[],
): Promise<readonly string[]> {
  const page = { ...options, limit: pageSize };
  if (seen.length === 0) return ctx.storage.listBatchIds(page);
  for (const after of seen.toReversed()) {
    const ids = await ctx.storage.listBatchIds({ ...page, after });
    if (ids.length > 0 || (await isThere(ctx, after))) return ids;
  }
  return [];
}

async function isThere(ctx: Context, id: string): Promise<boolean> {
  try {
    return (await ctx.storage.loadBatch(id)) !== null;
  } catch (error) {
    if (AppError.is(error)) return true;
    throw error;
  }
}
