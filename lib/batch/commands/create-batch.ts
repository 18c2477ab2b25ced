import type { Context } from '#lib/contracts/context.ts';
import { type CreateBatchInput, createBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb } from '#lib/verbs/define-verb.ts';
import { storeDraft } from './store-draft.ts';

/**
 * Stores the input file, saves a draft for it and has it checked. Repeated with the same id it gives the batch
 * that exists. Throws `StorageError` when the file cannot be stored; nothing is left behind then.
 */
export const createBatch = defineVerb({
  name: 'createBatch',
  right: 'run',
  audit: 'batch',
  input: createBatchInput,
  run,
});

async function run(ctx: Context, input: CreateBatchInput): Promise<{ readonly batchId: string }> {
  const { id, inputName, content, ...choices } = input;
  return storeDraft(ctx, { id, inputName, content, choose: () => Promise.resolve(choices) });
}
