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
import type { CopyRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { cancelCopies } from './cancel-copies.ts';
import { cancelJob } from './cancel-job.ts';
import { checkBatch } from './check-batch.ts';
import { collectJob } from './collect-job.ts';
import { lookLate } from './look-late.ts';
import { pollJob } from './poll-job.ts';
import { refreshBatch } from './refresh-batch.ts';
import { removeBatchData } from './remove-batch-data.ts';
import { splitAttempt } from './split-attempt.ts';
import { submitJob } from './submit-job.ts';

/** Failures in a row after which the page says that something is wrong on our side. */
const quietFailures = 2;

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

const kindsWithoutProvider: readonly TaskKind[] = ['check', 'refresh', 'remove'];

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

/** A copy that breaks its step keeps the job itself from nothing. */
function postponable(draft: BatchRecord, { jobId, dueAt }: Task): readonly CopyRecord[] {
  const copies = jobId === null ? [] : (findJob(draft, jobId)?.copies ?? []);
  return copies.filter(({ cancel, nextAt }) => cancel === 'due' && new Date(nextAt) <= dueAt);
}

/** A removal waits for nothing that breaks beside its jobs, such as a sandbox that is switched off. */
function postpone(ctx: Context, draft: BatchRecord, task: Task, error: unknown): void {
  const isStillDue = dueTasks(draft).some((due) => taskKey(due) === taskKey(task));
  const target = task.jobId === null ? draft : findJob(draft, task.jobId);
  if (!isStillDue || target === null) return;
  if (task.kind === 'cancel_copies') {
    for (const copy of postponable(draft, task)) {
      copy.nextAt = after(ctx, backOffMs((copy.failures += 1)));
      if (draft.removeRequestedAt !== null) copy.cancel = 'refused';
    }
    return;
  }
  if (task.kind === 'look_late') {
    const job = task.jobId === null ? null : findJob(draft, task.jobId);
    if (job?.lateLooks !== null && job?.lateLooks !== undefined) job.lateLooks.nextAt = after(ctx, 5 * 60_000);
    if (job !== null && draft.removeRequestedAt !== null) job.lateLooks = null;
    return;
  }
  target.failures += 1;
  target.nextAt = after(ctx, backOffMs(target.failures));
  if (target.failures <= quietFailures) return;
  const fault = AppError.is(error) ? error.localFault : null;
  beginHold(draft, target, stampOf(ctx), { kind: 'refused', code: 'step_failed', facts: { fault } });
}
