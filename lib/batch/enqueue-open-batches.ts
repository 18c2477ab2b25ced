import type { Context } from '../context.ts';
import { dueTasks } from './state.ts';

const pageSize = 200;

/**
 * Queues the due tasks of every open batch. Tasks that wait already are not queued twice, so this may run at any
 * time: it is what brings work back that was lost with a killed worker. Returns how many batches are open.
 */
export async function enqueueOpenBatches(ctx: Context): Promise<number> {
  let open = 0;
  let after: string | undefined;
  for (;;) {
    const ids = await ctx.storage.listBatchIds({
      openOnly: true,
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const id of ids) {
      const stored = await ctx.storage.loadBatch(id);
      if (stored !== null) await ctx.tasks.enqueue(dueTasks(stored.record));
    }
    open += ids.length;
    after = ids.at(-1);
    if (ids.length < pageSize || after === undefined || ctx.signal.aborted) return open;
  }
}
