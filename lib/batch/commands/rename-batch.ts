import { addEvent, updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { renameBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

export async function renameBatch(ctx: Context, input: unknown): Promise<void> {
  const { batchId, name } = parseInput(renameBatchInput, input);
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.name === name) return;
    addEvent(draft, { at: ctx.clock.now(), actor: ctx.actor, kind: 'renamed', data: { from: draft.name, to: name } });
    draft.name = name;
  });
}
