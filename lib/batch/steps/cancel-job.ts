import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import { isGivenUp, longerStreak, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { beginHold, endHold } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { findJob, getJob, isCancelAsked } from '#lib/record/state.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';
import { applyProviderJob } from './provider-job.ts';
import { settleFailedPoll } from './settle-failed-poll.ts';

/** A job may not be cancellable yet, or just not now. */
const refusedPatience: Patience = { fewestLooks: 5, forMs: 15 * 60_000 };

/** Asks the provider to end a job of a batch that a person has cancelled. Answers that are done are kept and collected. */
export async function cancelJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => {
    const job = findJob(record, input.jobId);
    return job !== null && isCancelAsked(record, job) && isJobDue(ctx, record, input.jobId, ['sent']);
  };
  await withLease(ctx, input, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    if (job.providerId === null) return;
    try {
      const seen = await provider.cancelJob({ jobId: job.providerId, signal: lease.signal });
      await lease.save((draft) => settleCancel(ctx, draft, getJob(draft, job.id), provider, seen));
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      if (error.kind === 'not_found' || error.kind === 'rejected') {
        await lookAfterRefusal(ctx, lease, provider, { id: job.id, providerId: job.providerId, error });
        return;
      }
      await lease.save((draft) => {
        const target = getJob(draft, job.id);
        const call = { trying: 'cancelling', provider, error };
        countFailedCall(ctx, draft, target, call);
        repeatLater(ctx, draft, target, call);
      });
    }
  });
}

/** The provider has taken the cancel. */
function settleCancel(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider, seen: ProviderJob): void {
  if (job.stage !== 'sent') return;
  const now = ctx.clock.now();
  job.cancelSentAt = now.toISOString();
  job.cancelRefused = null;
  job.failures = job.notFoundLooks = 0;
  endHold(ctx, draft, job);
  job.nextAt = new Date(now.getTime() + pollMs(ctx, provider)).toISOString();
  applyProviderJob(ctx, draft, job, seen, provider);
}

/** A refusal does not say what the job does: it may have ended, be about to, or run on. */
async function lookAfterRefusal(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  { id, providerId, error }: { readonly id: string; readonly providerId: string; readonly error: ProviderError },
): Promise<void> {
  const { kind, statusCode } = error;
  ctx.log.warn('cancel refused', { batchId: lease.record.id, jobId: id, kind, statusCode }, error);
  try {
    const seen = await provider.getJob({ jobId: providerId, signal: lease.signal });
    await lease.save((draft) => {
      const job = getJob(draft, id);
      if (seen.status === 'cancelling') settleCancel(ctx, draft, job, provider, seen);
      else settleRefusal(ctx, draft, job, provider, seen, error);
    });
  } catch (lookError) {
    if (!ProviderError.is(lookError)) throw lookError;
    await lease.save((draft) => settleFailedPoll(ctx, draft, getJob(draft, id), provider, lookError));
  }
}

/** The provider is asked again for a while; then the job is left to end by itself. */
function settleRefusal(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  provider: Provider,
  seen: ProviderJob,
  error: ProviderError,
): void {
  if (job.stage !== 'sent') return;
  job.failures = job.notFoundLooks = 0;
  applyProviderJob(ctx, draft, job, seen, provider);
  if (job.stage !== 'sent') return;
  const streak = longerStreak(ctx, job.cancelRefused ?? { looks: 0, since: null });
  const isFinal = isGivenUp(ctx, streak, refusedPatience);
  job.cancelRefused = { ...streak, isFinal };
  const waitMs = isFinal ? pollMs(ctx, provider) : backOffMs(streak.looks, error.retryAfterMs);
  job.nextAt = new Date(ctx.clock.now().getTime() + waitMs).toISOString();
  if (!isFinal) {
    const sentence = `${provider.name} has not taken the cancel yet, so that the job runs on. It is asked again by itself. It says: ${error.message}`;
    beginHold(ctx, draft, job, 'provider_down', sentence);
    return;
  }
  endHold(ctx, draft, job);
  const warning = `${provider.name} refuses to cancel job ${job.providerId ?? ''}. It runs to its end, and its answers are collected then.`;
  if (!job.warnings.includes(warning)) job.warnings.push(warning);
}

function pollMs(ctx: Context, provider: Provider): number {
  return provider.pollMs ?? ctx.timing.pollMs;
}
