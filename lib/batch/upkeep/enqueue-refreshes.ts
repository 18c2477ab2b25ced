import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { freeTasks } from '#lib/record/lease.ts';

/**
 * Queues the refresh of every batch that is due for one. The sweep does that too, but only for batches that
 * were saved since: those that had ended before the rules changed are stored as having no open work. Returns
 * how many.
 */
export async function enqueueRefreshes(ctx: Context): Promise<number> {
  let queued = 0;
  await forEachBatch(ctx, { openOnly: false }, async (record) => {
    const tasks = freeTasks(record, ctx.clock.now()).filter(({ kind }) => kind === 'refresh');
    await ctx.tasks.enqueue(tasks);
    queued += tasks.length;
  });
  return queued;
}
