import { getIndex } from '#lib/batch/store/request-index.ts';
import { getStoredBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import type { Cause } from '#lib/shared/contract/batch-view.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

/** Why requests of the batch failed, largest group first. */
export async function listCauses(ctx: Context, input: unknown): Promise<readonly Cause[]> {
  const { batchId } = parseInput(batchIdInput, input);
  await getStoredBatch(ctx, batchId);
  return getIndex(ctx).listCauses(batchId);
}
