import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import type { Cause } from '#lib/shared/contract/batch-view.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** Why requests of the batch failed, largest group first. */
export const listCauses = defineVerb({ name: 'listCauses', right: 'see', audit: 'none', input: batchIdInput, run });

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<readonly Cause[]> {
  await getStoredBatch(ctx, batchId);
  return getIndex(ctx).listCauses(batchId);
}
