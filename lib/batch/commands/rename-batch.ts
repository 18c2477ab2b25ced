import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { addEvent } from '#lib/record/events.ts';
import { renameBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

export const renameBatch = defineVerb({
  name: 'renameBatch',
  right: 'run',
  audit: 'batch',
  input: renameBatchInput,
  run,
});

async function run(ctx: Context, { batchId, name }: Parsed<typeof renameBatchInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.name === name) return;
    addEvent(draft, stampOf(ctx), { kind: 'renamed', data: { from: draft.name, to: name } });
    draft.name = name;
  });
}
