import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { freeTasks } from '#lib/record/lease.ts';
import { type WaitingTasks, createWaitingTasks } from './waiting-tasks.ts';

/**
 * Queues the due tasks of every open batch, except those on what is being worked on. Brings back work that was
 * lost with a killed worker. Tasks that wait already are not queued twice, so this may run at any time. Returns
 * how many batches are open.
 */
export async function enqueueOpenBatches(ctx: Context, waiting: WaitingTasks = createWaitingTasks()): Promise<number> {
  let open = 0;
  await forEachBatch(ctx, { openOnly: true }, async (record) => {
    await ctx.tasks.enqueue(freeTasks(record, ctx.clock.now()));
    await waiting.look(ctx, record);
    open += 1;
  });
  waiting.endSweep();
  return open;
}
