import type { JobChange } from '#lib/batch/store/job-change.ts';
import { changeOf, type JobWork } from '#lib/batch/store/job-work.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import { isGivenUp, longerStreak, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { findJob, getJob } from '#lib/record/attempts.ts';
import { isCancelAsked } from '#lib/record/due-tasks.ts';
import { beginHold, endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { calmJob } from '#lib/record/transitions.ts';
import { applyProviderJob } from './apply-provider-job.ts';
import { whatProviderSaid } from './hold-for-error.ts';
import { settleFailedPoll } from './settle-failed-poll.ts';

/** A job may not be cancellable yet, or just not now. */
const refusedPatience: Patience = { fewestLooks: 5, forMs: 15 * 60_000 };

/**
 * Asks the provider to end a job of a batch that a person has cancelled. Answers that are done are kept and
 * collected.
 */
export async function cancelJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => {
    const job = findJob(record, input.jobId);
    return job !== null && isCancelAsked(record, job) && isJobDue(ctx, record, input.jobId, ['sent']);
  };
  await withLease(ctx, { ...input, step: 'cancel' }, isDue, async (lease) => {
    const { providerId } = getJob(lease.record, input.jobId);
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    if (providerId === null) return;
    const work = { ctx, lease, provider, jobId: input.jobId };
    try {
      const seen = await provider.cancelJob({ jobId: providerId, signal: lease.signal });
      await lease.save((draft) => settleCancel(changeOf(work, draft), seen));
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      await lookAfterRefusal(work, providerId, error);
    }
  });
}

/** The provider has accepted the cancel. */
function settleCancel(change: JobChange, seen: ProviderJob): void {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'sent') return;
  job.cancelSentAt = after(ctx, 0);
  job.troubles.cancel = null;
  calmJob(job);
  endHold(draft, job, stampOf(ctx));
  job.nextAt = after(ctx, pollMs(ctx, provider));
  applyProviderJob(change, seen);
}

/** A cancel that failed, in whatever way, does not say what the job does: it may have ended, be about to, or run on. */
async function lookAfterRefusal(work: JobWork, providerId: string, error: ProviderError): Promise<void> {
  const { ctx, lease, provider, jobId } = work;
  const { kind, statusCode } = error;
  ctx.log.warn('cancel refused', { batchId: lease.record.id, jobId, kind, statusCode }, error);
  try {
    const seen = await provider.getJob({ jobId: providerId, signal: lease.signal });
    await lease.save((draft) => {
      const change = changeOf(work, draft);
      if (seen.status === 'cancelling') settleCancel(change, seen);
      else settleRefusal(change, seen, error);
    });
  } catch (lookError) {
    if (!ProviderError.is(lookError)) throw lookError;
    await lease.save((draft) => settleFailedPoll(changeOf(work, draft), lookError));
  }
}

/** The provider is asked again for a while; then the job is left to end by itself. */
function settleRefusal(change: JobChange, seen: ProviderJob, error: ProviderError): void {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'sent') return;
  calmJob(job);
  applyProviderJob(change, seen);
  if (job.stage !== 'sent') return;
  const { looks, since } = longerStreak(ctx, job.troubles.cancel);
  const isFinal = isGivenUp(ctx, { looks, since }, refusedPatience);
  job.troubles.cancel = { looks, since, isFinal };
  job.nextAt = after(ctx, isFinal ? pollMs(ctx, provider) : backOffMs(looks, error.retryAfterMs));
  if (!isFinal) {
    const facts = whatProviderSaid(error, provider.name);
    beginHold(draft, job, stampOf(ctx), { kind: 'provider_down', code: 'cancel_refused', facts });
    return;
  }
  endHold(draft, job, stampOf(ctx));
  if (job.warnings.some(({ code }) => code === 'cancel_refused')) return;
  job.warnings.push({ code: 'cancel_refused', facts: { provider: provider.name, providerId: job.providerId ?? '' } });
}

function pollMs(ctx: Context, provider: Provider): number {
  return provider.pollMs ?? ctx.timing.pollMs;
}
