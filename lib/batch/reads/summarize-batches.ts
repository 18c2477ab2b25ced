import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchSummary } from '#lib/shared/contract/batch-view.ts';

export async function summarizeBatches(ctx: Context): Promise<BatchSummary> {
  return getIndex(ctx).summarizeBatches(ctx.clock.now());
}
