import type { PgBoss } from 'pg-boss';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { enqueueOpenBatches } from '#lib/batch/upkeep/enqueue-open-batches.ts';
import { refreshOlderBatches } from '#lib/batch/upkeep/refresh-older-batches.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Task, TaskKind } from '#lib/record/due-tasks.ts';
import { queueName, slotsOf, taskKinds } from './queues.ts';
import { parseTask } from './task-queue.ts';

/** A short step is let come to its end; a longer one is broken off and done again by the next worker. */
const graceMs = 5_000;

/** Steps that were broken off still give their leases back. The launcher waits for 20 s before it kills. */
const stopTimeoutMs = 10_000;

/** How often a slot looks for tasks whose time has come. What is due at once, the database announces. */
const lookSeconds = 0.5;
const spareLookSeconds = 2;

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
  /** Claims nothing more, lets the steps under way end or breaks them off, and waits until they have let go. */
  stop(): Promise<void>;
}

/** Works off the queues until it is stopped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { boss } = options;
  const breaking = new AbortController();
  const context = { ...options.context, signal: AbortSignal.any([options.context.signal, breaking.signal]) };
  for (const kind of taskKinds) {
    await workOff(boss, kind, async (task) => runTask(context, task));
  }
  const done = new AbortController();
  const refreshing = refresh(context);
  const sweeping = sweep(options, AbortSignal.any([context.signal, done.signal]));
  return {
    async stop() {
      done.abort();
      await sweeping;
      const stopped = new AbortController();
      const grace = context.clock.sleep(graceMs, stopped.signal).then(() => breaking.abort());
      await boss.stop({ graceful: true, timeout: stopTimeoutMs });
      stopped.abort();
      await grace;
      breaking.abort();
      await refreshing;
    },
  };
}

/** Beside everything else: batches that have ended wait for nothing. */
async function refresh(context: Context): Promise<void> {
  try {
    const refreshed = await refreshOlderBatches(context);
    if (refreshed > 0) context.log.info('refreshed', { batches: refreshed });
  } catch (error) {
    if (!context.signal.aborted) context.log.error('refresh failed', {}, error);
  }
}

async function workOff(boss: PgBoss, kind: TaskKind, run: (task: Task) => Promise<void>): Promise<void> {
  const { all, perConnection } = slotsOf[kind];
  const begin = async (slots: number, everySeconds: number): Promise<void> => {
    const options = {
      pollingIntervalSeconds: everySeconds,
      notifyPollingIntervalSeconds: everySeconds,
      localConcurrency: slots,
      ...(perConnection === null ? {} : { localGroupConcurrency: perConnection }),
    };
    await boss.work(queueName(kind), options, async (tasks) => {
      for (const { data } of tasks) await run(parseTask(data, kind));
    });
  };
  const spare = perConnection === null ? 0 : all - perConnection;
  await begin(all - spare, lookSeconds);
  // The others are for several connections at once; they look less often, so that an idle worker asks the database little.
  if (spare > 0) await begin(spare, spareLookSeconds);
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
