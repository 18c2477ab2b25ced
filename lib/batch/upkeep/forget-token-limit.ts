import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { updateBatchIfThere } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { wakeFirstInLine } from '#lib/record/line.ts';

/**
 * Applies a token limit that a person has entered: what refusals said of it before no longer counts, and the first
 * in line looks at once.
 */
export async function forgetTokenLimit(ctx: Context, connectionId: string): Promise<void> {
  await forEachBatch(ctx, { openOnly: true }, async (record) => {
    if (record.connectionId !== connectionId) return;
    await updateBatchIfThere(ctx, record.id, (draft) => {
      draft.tokenLimit = null;
      wakeFirstInLine(draft, ctx.clock.now());
    });
  });
}
