import type { JobChange } from '#lib/batch/store/job-change.ts';
import { changeOf } from '#lib/batch/store/job-work.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { pollDelayMs } from '#lib/batch/timing/back-off.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import { isCancelAsked } from '#lib/record/due-tasks.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { calmJob, endJob } from '#lib/record/transitions.ts';
import { applyProviderJob } from './apply-provider-job.ts';
import { settleFailedPoll } from './settle-failed-poll.ts';

/** Longer than any provider's window: a job with a status that we do not know is left alone then. */
const longestUnknownMs = 14 * 24 * 60 * 60 * 1000;

/** Asks the provider how a sent job is, and says when to ask again. */
export async function pollJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => isJobDue(ctx, record, input.jobId, ['sent']);
  await withLease(ctx, { ...input, step: 'poll' }, isDue, async (lease) => {
    const { providerId } = getJob(lease.record, input.jobId);
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    if (providerId === null) return;
    const work = { ctx, lease, provider, jobId: input.jobId };
    try {
      const seen = await provider.getJob({ jobId: providerId, signal: lease.signal });
      await lease.save((draft) => {
        const change = changeOf(work, draft);
        const { job } = change;
        if (job.stage !== 'sent') return;
        calmJob(job);
        // What had no room before may have none again, until the provider has looked at it.
        const mayWait = seen.status === 'validating' || seen.status === 'failed';
        if (job.hold?.kind !== 'token_limit' || !mayWait) endHold(draft, job, stampOf(ctx));
        job.nextAt = nextLookAt(change);
        applyProviderJob(change, seen);
        giveUpByAge(change);
      });
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      await lease.save((draft) => settleFailedPoll(changeOf(work, draft), error));
    }
  });
}

/** Nobody can say what a status means that we do not know, nor when such a job ends. */
function giveUpByAge({ ctx, draft, job, provider }: JobChange): void {
  const ageMs = ctx.clock.now().getTime() - new Date(job.sentAt ?? ctx.clock.now()).getTime();
  if (job.stage !== 'sent' || job.status !== null || ageMs < longestUnknownMs) return;
  const word = job.providerStatus ?? 'nothing';
  endJob(draft, job, stampOf(ctx), { status: 'failed' });
  const facts = { provider: provider.name, providerId: job.providerId ?? '', word };
  job.warnings.push({ code: 'status_unknown', facts });
}

/** At once where a cancel was asked for during this look. */
function nextLookAt({ ctx, draft, job, provider }: JobChange): string {
  const now = ctx.clock.now().getTime();
  if (isCancelAsked(draft, job)) return after(ctx, 0);
  const ageMs = now - new Date(job.sentAt ?? now).getTime();
  return after(ctx, pollDelayMs(provider.pollMs ?? ctx.timing.pollMs, ageMs));
}
