import { withLease } from '#lib/batch/store/lease.ts';
import { pollDelayMs } from '#lib/batch/timing/back-off.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { getJob, isCancelAsked } from '#lib/record/state.ts';
import { endJobAsFailed } from './note-failed-call.ts';
import { applyProviderJob } from './provider-job.ts';
import { settleFailedPoll } from './settle-failed-poll.ts';

/** Longer than any provider's window: a job with a status that we do not know is left alone then. */
const longestUnknownMs = 14 * 24 * 60 * 60 * 1000;

/** Asks the provider how a sent job is, and says when to ask again. */
export async function pollJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => isJobDue(ctx, record, input.jobId, ['sent']);
  await withLease(ctx, input, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    if (job.providerId === null) return;
    try {
      const seen = await provider.getJob({ jobId: job.providerId, signal: lease.signal });
      await lease.save((draft) => {
        const target = getJob(draft, job.id);
        if (target.stage !== 'sent') return;
        target.failures = target.notFoundLooks = 0;
        // What had no room before may have none again, until the provider has looked at it.
        const mayWait = seen.status === 'validating' || seen.status === 'failed';
        if (target.hold?.kind !== 'token_limit' || !mayWait) endHold(ctx, draft, target);
        target.nextAt = nextLookAt(ctx, draft, target, provider);
        applyProviderJob(ctx, draft, target, seen, provider);
        giveUpByAge(ctx, draft, target, provider);
      });
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      await lease.save((draft) => settleFailedPoll(ctx, draft, getJob(draft, job.id), provider, error));
    }
  });
}

/** Nobody can say what a status means that we do not know, nor when such a job ends. */
function giveUpByAge(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider): void {
  const ageMs = ctx.clock.now().getTime() - new Date(job.sentAt ?? ctx.clock.now()).getTime();
  if (job.stage !== 'sent' || job.status !== null || ageMs < longestUnknownMs) return;
  const word = job.providerStatus ?? 'nothing';
  endJobAsFailed(ctx, draft, job);
  job.warnings.push(
    `${provider.name} has called job ${job.providerId ?? ''} "${word}" for two weeks, which is no status that we know. It is no longer looked at.`,
  );
}

/** At once where a cancel was asked for during this look. */
function nextLookAt(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider): string {
  const now = ctx.clock.now().getTime();
  if (isCancelAsked(draft, job)) return new Date(now).toISOString();
  const ageMs = now - new Date(job.sentAt ?? now).getTime();
  return new Date(now + pollDelayMs(provider.pollMs ?? ctx.timing.pollMs, ageMs)).toISOString();
}
