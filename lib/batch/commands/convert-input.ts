import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { splitList } from '#lib/jsonl/split-list.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import { isConvertible } from '#lib/shared/contract/problem-codes.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { assertIsDraft, putInput } from './put-input.ts';

/**
 * Makes JSONL of a draft's file that was refused as one big JSON list, or as JSON over several lines, and has
 * that checked. Throws `WrongStateError` for any other file.
 */
export const convertInput = defineVerb({
  name: 'convertInput',
  right: 'run',
  audit: 'batch',
  input: batchIdInput,
  run,
});

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<void> {
  const { record } = await getStoredBatch(ctx, batchId);
  assertIsDraft(record);
  const { input, check } = record;
  if (check?.refusal == null || !isConvertible(check.refusal.code))
    throw new WrongStateError('This file is not one JSON list, so there is nothing to convert.');
  const inputName = `${input.name.replace(/\.(json|jsonl|ndjson|txt)$/iu, '')}.jsonl`;
  await putInput(ctx, { batchId, inputName, content: splitList(ctx.files.read(input.key)) });
}
