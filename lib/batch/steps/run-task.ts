import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, WrongStateError } from '#lib/errors.ts';
import { findJob } from '#lib/record/attempts.ts';
import type { Task, TaskKind } from '#lib/record/due-tasks.ts';
import { dueTasks, taskKey } from '#lib/record/due-tasks.ts';
import { beginHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { cancelCopies } from './cancel-copies.ts';
import { cancelJob } from './cancel-job.ts';
import { checkBatch } from './check-batch.ts';
import { collectJob } from './collect-job.ts';
import { lookLate } from './look-late.ts';
import { makeRequests } from './make-requests.ts';
import { pollJob } from './poll-job.ts';
import { readTable } from './read-table.ts';
import { refreshBatch } from './refresh-batch.ts';
import { removeBatchData } from './remove-batch-data.ts';
import { splitAttempt } from './split-attempt.ts';
import { submitJob } from './submit-job.ts';

/** Failures in a row after which the page says that something is wrong on our side. */
const quietFailures = 2;

const brokenLookMs = 5 * 60_000;

/**
 * Does one step. It never throws for what it can note in the record: a step that failed is due again later, with
 * back-off. A task that is no longer due does nothing, so running one twice or late is harmless.
 */
export async function runTask(ctx: Context, task: Task): Promise<void> {
  try {
    if (await isForScriptsAlone(ctx, task)) return;
    await runStep(ctx, task);
  } catch (error) {
    if (ctx.signal.aborted) return;
    if (AppError.is(error) && error.code === 'not_found' && (await ctx.storage.loadBatch(task.batchId)) === null)
      return;
    if (AppError.is(error) && error.code === 'conflict') {
      ctx.log.info('step taken over', { kind: task.kind, batchId: task.batchId, jobId: task.jobId });
      return;
    }
    // Somebody has switched it off, and the page of a batch that waits for it says so.
    const isSwitchedOff = AppError.is(error) && error.localFault?.code === 'sandbox_off';
    if (!isSwitchedOff)
      ctx.log.error('step failed', { kind: task.kind, batchId: task.batchId, jobId: task.jobId }, error);
    await updateBatch(ctx, task.batchId, (draft) => postpone(ctx, draft, task, error));
  }
}

const kindsWithoutProvider: readonly TaskKind[] = ['check', 'read_table', 'make_requests', 'refresh', 'remove'];

/** Without a connection only the script can go on that has the client: a worker does not even take the lease. */
async function isForScriptsAlone(ctx: Context, task: Task): Promise<boolean> {
  if (ctx.actor.kind === 'script' || kindsWithoutProvider.includes(task.kind)) return false;
  const stored = await ctx.storage.loadBatch(task.batchId);
  return stored !== null && stored.record.connectionId === null;
}

/** Does one step and throws whatever goes wrong with it, but for what a provider refuses: the record notes that. */
export async function runStep(ctx: Context, task: Task): Promise<void> {
  switch (task.kind) {
    case 'check':
      return checkBatch(ctx, task);
    case 'read_table':
      return readTable(ctx, task);
    case 'make_requests':
      return makeRequests(ctx, task);
    case 'split':
      return splitAttempt(ctx, task);
    case 'refresh':
      await refreshBatch(ctx, task);
      return;
    case 'remove':
      return removeBatchData(ctx, task);
    case 'submit':
      return submitJob(ctx, ofJob(task));
    case 'poll':
      return pollJob(ctx, ofJob(task));
    case 'cancel':
      return cancelJob(ctx, ofJob(task));
    case 'cancel_copies':
      return cancelCopies(ctx, ofJob(task));
    case 'look_late':
      return lookLate(ctx, ofJob(task));
    case 'collect':
      return collectJob(ctx, ofJob(task));
  }
}

function ofJob(task: Task): { readonly batchId: string; readonly jobId: string } {
  if (task.jobId === null) throw new WrongStateError(`A task of the kind ${task.kind} names no job.`);
  return { batchId: task.batchId, jobId: task.jobId };
}

/** Does nothing for a task that is no longer due. What breaks beside a job keeps the job itself from nothing. */
function postpone(ctx: Context, draft: BatchRecord, task: Task, error: unknown): void {
  const isStillDue = dueTasks(draft).some((due) => taskKey(due) === taskKey(task));
  const job = task.jobId === null ? null : findJob(draft, task.jobId);
  if (!isStillDue || (task.jobId !== null && job === null)) return;
  if (job !== null && task.kind === 'cancel_copies') postponeCopies(ctx, draft, job, task.dueAt);
  else if (job !== null && task.kind === 'look_late') postponeLateLook(ctx, draft, job);
  else postponeStep(ctx, draft, job ?? draft, error);
}

/** A removal waits for nothing that breaks beside its jobs, such as a sandbox that is switched off. */
function postponeCopies(ctx: Context, draft: BatchRecord, { copies }: JobRecord, dueAt: Date): void {
  for (const copy of copies.filter(({ cancel, nextAt }) => cancel === 'due' && new Date(nextAt) <= dueAt)) {
    putOff(ctx, copy);
    if (draft.removeRequestedAt !== null) copy.cancel = 'refused';
  }
}

/** Nor does it wait for a late look. */
function postponeLateLook(ctx: Context, draft: BatchRecord, job: JobRecord): void {
  if (draft.removeRequestedAt !== null) job.lateLooks = null;
  else if (job.lateLooks !== null) job.lateLooks.nextAt = after(ctx, brokenLookMs);
}

/** Tried again later, and the more often it failed in a row, the later. */
function putOff(ctx: Context, target: { failures: number; nextAt: string }): void {
  target.failures += 1;
  target.nextAt = after(ctx, backOffMs(target.failures));
}

function postponeStep(ctx: Context, draft: BatchRecord, target: BatchRecord | JobRecord, error: unknown): void {
  putOff(ctx, target);
  if (target.failures <= quietFailures) return;
  const fault = AppError.is(error) ? error.localFault : null;
  beginHold(draft, target, stampOf(ctx), { kind: 'refused', code: 'step_failed', facts: { fault } });
}
