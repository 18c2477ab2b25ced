import { addEvent, updateBatch } from '#lib/batch/store/update-batch.ts';
import { wakeFirstInLine } from '#lib/batch/token-limit/rules.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { currentAttempt, endUnsentJobs, getJob, isRunning, moveJob, whyNotCancellable } from '#lib/record/state.ts';
import { batchIdInput, resolveJobInput } from '#lib/shared/contract/batch-inputs.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

/**
 * Ends a running batch: parts that were not sent stay unsent, the provider is asked to end the others, and what is
 * answered already is kept. Asked twice it does the same once. Throws `WrongStateError` for a batch that is not running.
 */
export async function cancelBatch(ctx: Context, input: unknown): Promise<void> {
  const { batchId } = parseInput(batchIdInput, input);
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.cancelRequestedAt !== null && isRunning(draft)) {
      askAgain(ctx, draft);
      return;
    }
    const obstacle = whyNotCancellable(draft);
    if (obstacle !== null) throw new WrongStateError(obstacle);
    if (draft.connectionId === null && ctx.actor.kind !== 'script') {
      throw new WrongStateError('A script sends this batch with a client of its own. Cancel it from that script.');
    }
    requestCancel(ctx, draft);
  });
}

/**
 * Deletes a batch with its files. A running one is cancelled first and goes when its jobs have ended, or when only a
 * person could go on with them.
 */
export async function removeBatch(ctx: Context, input: unknown): Promise<void> {
  const { batchId } = parseInput(batchIdInput, input);
  await updateBatch(ctx, batchId, (draft) => requestRemoval(ctx, draft));
}

export function requestRemoval(ctx: Context, draft: BatchRecord): void {
  if (draft.removeRequestedAt !== null) return;
  draft.removeRequestedAt = draft.nextAt = ctx.clock.now().toISOString();
  draft.lease = null;
  if (!isRunning(draft)) return;
  requestCancel(ctx, draft);
  // What holds up the batch is tried once more, as it may have been mended meanwhile.
  for (const held of [draft, ...(currentAttempt(draft)?.jobs ?? [])]) {
    if (held.hold === null) continue;
    endHold(ctx, draft, held);
    held.nextAt = draft.nextAt;
  }
}

function requestCancel(ctx: Context, draft: BatchRecord): void {
  if (draft.cancelRequestedAt !== null) return;
  const now = ctx.clock.now();
  draft.cancelRequestedAt = now.toISOString();
  endUnsentJobs(draft, now);
  if (currentAttempt(draft)?.isSplit === false) draft.nextAt = now.toISOString();
  for (const job of currentAttempt(draft)?.jobs ?? []) {
    if (job.stage === 'sent') job.nextAt = now.toISOString();
  }
  addEvent(draft, { at: now, actor: ctx.actor, kind: 'cancel_requested' });
}

/** What the provider has refused for good it is asked once more. */
function askAgain(ctx: Context, draft: BatchRecord): void {
  for (const job of currentAttempt(draft)?.jobs ?? []) {
    if (job.cancelRefused?.isFinal !== true) continue;
    job.cancelRefused = null;
    if (job.stage === 'sent') job.nextAt = ctx.clock.now().toISOString();
  }
}

/**
 * A person has decided about a job that may or may not exist at the provider. Throws `WrongStateError` when nothing
 * is in doubt any more.
 */
export async function resolveJob(ctx: Context, input: unknown): Promise<void> {
  const { batchId, jobId, decision } = parseInput(resolveJobInput, input);
  await updateBatch(ctx, batchId, (draft) => {
    const job = getJob(draft, jobId);
    if (job.stage !== 'sending' || job.hold?.kind !== 'job_in_doubt') {
      throw new WrongStateError('Nothing is in doubt about this job any more.');
    }
    endHold(ctx, draft, job);
    job.failures = 0;
    job.nextAt = ctx.clock.now().toISOString();
    if (decision === 'send_again') {
      moveJob(job, 'uploaded');
      job.sendingAt = null;
      job.sentAgainAt = job.nextAt;
    } else if (decision === 'give_up') {
      giveUp(ctx, draft, jobId);
    }
  });
}

function giveUp(ctx: Context, draft: BatchRecord, jobId: string): void {
  const job = getJob(draft, jobId);
  moveJob(job, 'ended');
  job.status = 'cancelled';
  job.endedAt = ctx.clock.now().toISOString();
  wakeFirstInLine(draft, ctx.clock.now());
}
