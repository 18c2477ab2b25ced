import type { PgBoss } from 'pg-boss';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { enqueueOpenBatches } from '#lib/batch/upkeep/enqueue-open-batches.ts';
import { enqueueRefreshes } from '#lib/batch/upkeep/enqueue-refreshes.ts';
import { type WaitingTasks, createWaitingTasks } from '#lib/batch/upkeep/waiting-tasks.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type TaskKind, taskKinds } from '#lib/record/due-tasks.ts';
import { queueName, slotsOf } from './queues.ts';
import { parseTask, type QueuedTask } from './task-queue.ts';

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
  /** Where there are others than that of the context. */
  readonly workspaces?: Workspaces;
  /** Called with each sweep: says that this worker lives. */
  readonly beat: () => Promise<void>;
  /** Work besides the batches that is due now and then, such as removing old uploads. */
  readonly maintain: (contexts: readonly Context[]) => Promise<void>;
}

export interface Workspaces {
  listIds(): Promise<readonly string[]>;
  /** A context of the worker in this workspace. */
  contextOf(workspaceId: string): Context;
}

export interface Worker {
  /** Claims nothing more, lets the steps under way end or breaks them off, and waits until they have let go. */
  stop(): Promise<void>;
}

/** Works off the queues until it is stopped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { boss } = options;
  const breaking = new AbortController();
  const context = untilBroken(options.context, breaking.signal);
  const workspaces = options.workspaces ?? onlyThatOf(options.context);
  for (const kind of taskKinds) {
    await workOff(boss, kind, async ({ workspaceId, ...task }) =>
      runTask(untilBroken(workspaces.contextOf(workspaceId), breaking.signal), task),
    );
  }
  const done = new AbortController();
  const sweepSignal = AbortSignal.any([context.signal, done.signal]);
  const refreshing = queueRefreshes(context, workspaces, sweepSignal);
  const sweeping = sweep({ ...options, workspaces }, sweepSignal);
  return {
    async stop() {
      done.abort();
      await Promise.all([sweeping, refreshing]);
      const stopped = new AbortController();
      const grace = context.clock.sleep(graceMs, stopped.signal).then(() => breaking.abort());
      await boss.stop({ graceful: true, timeout: stopTimeoutMs });
      stopped.abort();
      await grace;
      breaking.abort();
    },
  };
}

/** Beside everything else, as it looks at every batch there is. */
async function queueRefreshes({ log }: Context, workspaces: Workspaces, signal: AbortSignal): Promise<void> {
  try {
    for (const id of await workspaces.listIds()) {
      const queued = await enqueueRefreshes({ ...workspaces.contextOf(id), signal });
      if (queued > 0) log.info('batches to refresh', { batches: queued, workspace: id });
      if (signal.aborted) return;
    }
  } catch (error) {
    if (!signal.aborted) log.error('refreshes not queued', {}, error);
  }
}

function onlyThatOf(context: Context): Workspaces {
  return { listIds: () => Promise.resolve([context.workspace.id]), contextOf: () => context };
}

function untilBroken(context: Context, broken: AbortSignal): Context {
  return { ...context, signal: AbortSignal.any([context.signal, broken]) };
}

async function workOff(boss: PgBoss, kind: TaskKind, run: (task: QueuedTask) => Promise<void>): Promise<void> {
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
  // The others are for several connections at once; they look less often, so that an idle worker asks the
  // database little.
  if (spare > 0) await begin(spare, spareLookSeconds);
}

async function sweep(
  { context, workspaces, beat, maintain }: WorkerOptions & { readonly workspaces: Workspaces },
  signal: AbortSignal,
): Promise<void> {
  const waiting = new Map<string, WaitingTasks>();
  while (!signal.aborted) {
    try {
      await beat();
      const contexts = (await workspaces.listIds()).map((id) => workspaces.contextOf(id));
      for (const each of contexts) await enqueueOpenBatches(each, waitingIn(waiting, each.workspace.id));
      await maintain(contexts);
    } catch (error) {
      if (!signal.aborted) context.log.error('sweep failed', {}, error);
    }
    await context.clock.sleep(context.timing.sweepMs, signal);
  }
}

/** Each workspace is swept by itself, and has its own memory of what waited. */
function waitingIn(waiting: Map<string, WaitingTasks>, workspaceId: string): WaitingTasks {
  const known = waiting.get(workspaceId) ?? createWaitingTasks();
  waiting.set(workspaceId, known);
  return known;
}
