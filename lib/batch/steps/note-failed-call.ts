import { addEvent } from '#lib/batch/store/update-batch.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { type Streak, longerStreak } from '#lib/batch/timing/patience.ts';
import { wakeFirstInLine } from '#lib/batch/token-limit/rules.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { beginHold, endHold, holdForError } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { moveJob } from '#lib/record/state.ts';

/** A call about a job that the provider did not carry out, or not so that we could know. */
export interface FailedCall {
  /** For the log: what was tried. */
  readonly trying: string;
  readonly provider: Provider;
  readonly error: ProviderError;
}

/** The calls in a row to which the provider said that it knows nothing of the job, or of its file. */
export function unknownStreak({ notFoundLooks, notFoundSince }: JobRecord): Streak {
  return { looks: notFoundLooks, since: notFoundSince };
}

export function countFailedCall(ctx: Context, draft: BatchRecord, job: JobRecord, call: FailedCall): void {
  const { trying, error } = call;
  job.failures += 1;
  if (error.kind === 'not_found') {
    const { looks, since } = longerStreak(ctx, unknownStreak(job));
    job.notFoundLooks = looks;
    job.notFoundSince = since;
  } else job.notFoundLooks = 0;
  const { kind, statusCode } = error;
  ctx.log.warn(
    `${trying} failed`,
    { batchId: draft.id, jobId: job.id, kind, statusCode, failures: job.failures },
    error,
  );
}

/** Says when a failed call is repeated, and after `quietFailures` failures in a row also why the job waits. */
export function repeatLater(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  { provider, error }: FailedCall,
  quietFailures = 0,
): void {
  const hold = holdForError(error, provider.name);
  if (job.failures > quietFailures || hold.waitMs !== null) beginHold(ctx, draft, job, hold.kind, hold.sentence);
  const waitMs = hold.waitMs ?? backOffMs(job.failures, error.retryAfterMs);
  job.nextAt = new Date(ctx.clock.now().getTime() + waitMs).toISOString();
}

/** Ends a job from which nothing more will come. What it has answered so far is collected next. */
export function endJobAsFailed(ctx: Context, draft: BatchRecord, job: JobRecord): void {
  const now = ctx.clock.now();
  const wasSent = job.stage === 'sent';
  moveJob(job, 'ended');
  job.status = 'failed';
  job.endedAt = job.nextAt = now.toISOString();
  job.failures = job.notFoundLooks = 0;
  endHold(ctx, draft, job);
  wakeFirstInLine(draft, now);
  addEvent(draft, {
    at: now,
    actor: ctx.actor,
    kind: 'job_ended',
    data: { part: job.part, status: 'failed', sent: wasSent },
  });
}
