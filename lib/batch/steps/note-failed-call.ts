import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { longerStreak } from '#lib/batch/timing/patience.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { beginHold } from '#lib/record/hold.ts';
import { holdForError } from './hold-for-error.ts';

/** A call about a job that the provider did not carry out, or not so that we could know. */
export interface FailedCall {
  /** For the log: what was tried. */
  readonly trying: string;
  readonly error: ProviderError;
}

/**
 * Counts a failed call, and those in a row to which the provider said that it knows nothing of the job, or of
 * its file.
 */
export function countFailedCall({ ctx, draft, job }: JobChange, { trying, error }: FailedCall): void {
  job.failures += 1;
  job.troubles.unknown = error.kind === 'not_found' ? longerStreak(ctx, job.troubles.unknown) : null;
  const { kind, statusCode } = error;
  ctx.log.warn(
    `${trying} failed`,
    { batchId: draft.id, jobId: job.id, kind, statusCode, failures: job.failures },
    error,
  );
}

/** Says when a failed call is repeated, and after `quietFailures` failures in a row also why the job waits. */
export function repeatLater(change: JobChange, { error }: FailedCall, quietFailures = 0): void {
  const { ctx, draft, job, provider } = change;
  const { reason, waitMs } = holdForError(error, provider.name);
  if (job.failures > quietFailures || waitMs !== null) beginHold(draft, job, stampOf(ctx), reason);
  job.nextAt = after(ctx, waitMs ?? backOffMs(job.failures, error.retryAfterMs));
}
