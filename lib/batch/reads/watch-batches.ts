import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { ChangeListener } from '#lib/contracts/changes.ts';
import type { Context } from '#lib/contracts/context.ts';
import { watchBatchesInput } from '#lib/shared/contract/batch-queries.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

export interface BatchWatch {
  /** The batch that is watched; null for all. */
  readonly batchId: string | null;
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

async function run(ctx: Context, { batchId: given }: Parsed<typeof watchBatchesInput>): Promise<BatchWatch> {
  const batchId = given ?? null;
  if (batchId !== null) await getStoredBatch(ctx, batchId);
  return { batchId, subscribe: (listener) => ctx.changes.subscribe(batchId, listener) };
}
