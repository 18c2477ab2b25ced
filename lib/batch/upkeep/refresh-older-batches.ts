import { isJudgedByOlderRules } from '#lib/batch/results/judge-again.ts';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { isRunning } from '#lib/record/attempts.ts';

/** Refreshes the ended batches whose jobs older rules of success have judged, one after the other. Returns how many. */
export async function refreshOlderBatches(ctx: Context): Promise<number> {
  let refreshed = 0;
  await forEachBatch(ctx, { openOnly: false }, async (record) => {
    if (isRunning(record) || !isJudgedByOlderRules(record)) return;
    if (await refreshBatch(ctx, { batchId: record.id, reason: 'older_rules' })) refreshed += 1;
  });
  return refreshed;
}
