import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type BatchListQuery, listBatchesInput } from '#lib/shared/contract/batch-queries.ts';
import type { BatchListItem, Page } from '#lib/shared/contract/batch-view.ts';
import { defineVerb } from '#lib/verbs/define-verb.ts';

/** A page of the kept batches, newest first. */
export const listBatches = defineVerb({
  name: 'listBatches',
  right: 'see',
  audit: 'none',
  input: listBatchesInput,
  run,
});

async function run(ctx: Context, { mine = false, ...query }: BatchListQuery): Promise<Page<BatchListItem>> {
  const startedBy = mine ? ctx.actor.id : undefined;
  return getIndex(ctx).listBatches({ ...query, startedBy }, ctx.clock.now());
}
