import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchSummary } from '#lib/shared/contract/batch-view.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';

/** How many of the kept batches run, wait or need somebody. */
export const summarizeBatches = defineVerb({
  name: 'summarizeBatches',
  right: 'see',
  audit: 'none',
  input: noInput,
  run,
});

async function run(ctx: Context): Promise<BatchSummary> {
  return getIndex(ctx).summarizeBatches(ctx.clock.now());
}
