import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { ChangeListener } from '#lib/contracts/changes.ts';
import type { Context } from '#lib/contracts/context.ts';
import { watchBatchesInput } from '#lib/shared/contract/batch-queries.ts';
import { pageAccessOf } from '#lib/shared/contract/page-access.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

export interface BatchWatch {
  /** The batch that is watched; null for all. */
  readonly batchId: string | null;
  /** Whether the page that watches was made for somebody else, or while they had another role. */
  readonly isOutdated: boolean;
  /** Tells `listener` about each change until the function that it returns is called. */
  subscribe(listener: ChangeListener): () => void;
}

/** Watches one batch, or all of the workspace. Throws `NotFoundError` for a batch that is not there. */
export const watchBatches = defineVerb({
  name: 'watchBatches',
  right: 'see',
  audit: 'none',
  input: watchBatchesInput,
  run,
});

async function run(ctx: Context, { batchId: given, access }: Parsed<typeof watchBatchesInput>): Promise<BatchWatch> {
  const batchId = given ?? null;
  if (batchId !== null) await getStoredBatch(ctx, batchId);
  const isOutdated = access !== undefined && access !== pageAccessOf(ctx.actor.id, ctx.role);
  return { batchId, isOutdated, subscribe: (listener) => ctx.changes.subscribe(batchId, listener) };
}
