import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { replaceInputInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { assertIsDraft, putInput } from './put-input.ts';

/**
 * Puts another file in the place of a draft's and has it checked. Throws `WrongStateError` for a batch that has
 * been started; the earlier file stays until the new one is stored whole.
 */
export const replaceInput = defineVerb({
  name: 'replaceInput',
  right: 'run',
  audit: 'batch',
  input: replaceInputInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof replaceInputInput>): Promise<void> {
  const { record } = await getStoredBatch(ctx, input.batchId);
  assertIsDraft(record);
  await putInput(ctx, input);
}
