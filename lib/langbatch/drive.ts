import { runStep } from '#lib/batch/steps/run-task.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { Task, TaskKind } from '#lib/record/due-tasks.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** Steps that run at once: one provider call waits while another's file is read. */
const maxStepsAtOnce = 4;

/** How long to sleep at most: another process may have moved the batch on. */
const longestSleepMs = 2_000;

/** While somebody else holds the lease of all that is due. */
const leasedElsewhereMs = 250;

export interface DriveOptions {
  /** Only these kinds of steps; all by default. */
  readonly kinds?: readonly TaskKind[];
  /** Asked before each round of steps. */
  readonly isEnough: (record: BatchRecord) => boolean;
  readonly onChange?: ((record: BatchRecord) => void) | undefined;
}

/**
 * Does the due steps of a batch in this process, as a worker does for the dashboard, until `isEnough` says so or
 * nothing is left to do. Another process may work on the same batch. Throws what a step throws, and the reason of
 * the context's signal when it aborts.
 */
export async function drive(ctx: Context, batchId: string, options: DriveOptions): Promise<BatchRecord> {
  let told = 0;
  /** The version on which the steps were run last: when it is still that one, somebody else holds their leases. */
  let ranOn: number | null = null;
  for (;;) {
    ctx.signal.throwIfAborted();
    const stored = await getStoredBatch(ctx, batchId);
    if (stored.version !== told) options.onChange?.(stored.record);
    told = stored.version;
    if (options.isEnough(stored.record)) return stored.record;
    const tasks = tasksOf(stored.record, options);
    if (tasks.length === 0) return stored.record;
    const now = ctx.clock.now().getTime();
    const due = tasks.filter(({ dueAt }) => dueAt.getTime() <= now);
    if (due.length === 0 || stored.version === ranOn) {
      await ctx.clock.sleep(sleepMs(tasks, now), ctx.signal);
      ranOn = null;
      continue;
    }
    ranOn = stored.version;
    await runAll(ctx, due);
  }
}

/**
 * Does what is due now and what becomes due by it. Waits for nothing, and asks the provider about each job at most
 * once.
 */
export async function advance(
  ctx: Context,
  batchId: string,
  options: Pick<DriveOptions, 'kinds' | 'onChange'> = {},
): Promise<BatchRecord> {
  const looked = new Set<string | null>();
  for (let version = 0; ;) {
    ctx.signal.throwIfAborted();
    const stored = await getStoredBatch(ctx, batchId);
    if (stored.version !== version) options.onChange?.(stored.record);
    const now = ctx.clock.now().getTime();
    const isNew = ({ kind, jobId }: Task): boolean => kind !== 'poll' || !looked.has(jobId);
    const due = tasksOf(stored.record, options).filter((task) => task.dueAt.getTime() <= now && isNew(task));
    if (due.length === 0 || stored.version === version) return stored.record;
    version = stored.version;
    for (const { kind, jobId } of due) if (kind === 'poll') looked.add(jobId);
    await runAll(ctx, due);
  }
}

function tasksOf(record: BatchRecord, { kinds }: Pick<DriveOptions, 'kinds'>): readonly Task[] {
  return dueTasks(record).filter(({ kind }) => kinds === undefined || kinds.includes(kind));
}

function sleepMs(tasks: readonly Task[], now: number): number {
  const next = Math.min(...tasks.map(({ dueAt }) => dueAt.getTime()));
  return next <= now ? leasedElsewhereMs : Math.min(next - now, longestSleepMs);
}

async function runAll(ctx: Context, tasks: readonly Task[]): Promise<void> {
  const waiting = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await runOne(ctx, task);
  };
  const results = await Promise.allSettled(Array.from({ length: maxStepsAtOnce }, work));
  ctx.signal.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** A step that loses to another process is done: the other one has moved the batch on. */
async function runOne(ctx: Context, task: Task): Promise<void> {
  try {
    await runStep(ctx, task);
  } catch (error) {
    if (!(AppError.is(error) && error.code === 'conflict')) throw error;
  }
}
