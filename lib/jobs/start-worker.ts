import type { PgBoss } from 'pg-boss';
import { enqueueOpenBatches } from '../batch/enqueue-open-batches.ts';
import { runTask } from '../batch/run-task.ts';
import type { Context } from '../context.ts';
import { concurrencyOf, queueName, taskKinds } from './queues.ts';
import { parseTask } from './task-queue.ts';

export interface WorkerOptions {
  readonly boss: PgBoss;
  /** A context whose signal ends with the worker. */
  readonly context: Context;
  /** Called with each sweep: says that this worker lives. */
  readonly beat: () => Promise<void>;
  /** Work besides the batches that is due now and then, such as removing old uploads. */
  readonly maintain: () => Promise<void>;
}

export interface Worker {
  /** Claims nothing more and waits for the steps under way; they stop at their next commit. */
  stop(): Promise<void>;
}

/** Works off the queues until it is stopped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { boss, context } = options;
  for (const kind of taskKinds) {
    const polling = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
    await boss.work(queueName(kind), { ...polling, localConcurrency: concurrencyOf[kind] }, async (tasks) => {
      for (const { data } of tasks) await runTask(context, parseTask(data, kind));
    });
  }
  const done = new AbortController();
  const sweeping = sweep(options, AbortSignal.any([context.signal, done.signal]));
  return {
    async stop() {
      done.abort();
      await sweeping;
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

async function sweep({ context, beat, maintain }: WorkerOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await beat();
      await enqueueOpenBatches(context);
      await maintain();
    } catch (error) {
      if (!signal.aborted) context.log.error('sweep failed', {}, error);
    }
    await context.clock.sleep(context.timing.sweepMs, signal);
  }
}
