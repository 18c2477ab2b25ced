import type { Context } from '../../context.ts';
import { ProviderError } from '../../providers/provider-error.ts';
import type { Provider } from '../../providers/provider.ts';
import { getBatchProvider } from '../batch-provider.ts';
import { isJobDue } from '../due.ts';
import { countFailedCall, repeatLater } from '../failed-call.ts';
import { endHold } from '../hold.ts';
import { withLease } from '../lease.ts';
import { applyProviderJob } from '../provider-job.ts';
import type { BatchRecord } from '../record.ts';
import { findJob, getJob } from '../state.ts';

/** Asks the provider to end a job of a batch that a person has cancelled. Answers that are done are kept and collected. */
export async function cancelJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    record.cancelRequestedAt !== null &&
    findJob(record, input.jobId)?.cancelSentAt === null &&
    isJobDue(ctx, record, input.jobId, ['sent']);
  await withLease(ctx, input, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await getBatchProvider(ctx, lease.record);
    if (job.providerId === null) return;
    try {
      const seen = await provider.cancelJob({ jobId: job.providerId, signal: lease.signal });
      await lease.save((draft) => {
        const target = getJob(draft, job.id);
        if (target.stage !== 'sent') return;
        target.cancelSentAt = ctx.clock.now().toISOString();
        target.failures = 0;
        endHold(ctx, draft, target);
        target.nextAt = nextLookAt(ctx, provider);
        applyProviderJob(ctx, draft, target, seen, provider);
      });
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      await lease.save((draft) => {
        const target = getJob(draft, job.id);
        const call = { trying: 'cancelling', provider, error };
        countFailedCall(ctx, draft, target, call);
        if (error.kind !== 'not_found' && error.kind !== 'rejected') {
          repeatLater(ctx, draft, target, call);
          return;
        }
        // A job that the provider does not know cannot be cancelled: polling settles what became of it.
        target.cancelSentAt = ctx.clock.now().toISOString();
        target.nextAt = nextLookAt(ctx, provider);
      });
    }
  });
}

function nextLookAt(ctx: Context, provider: Provider): string {
  return new Date(ctx.clock.now().getTime() + (provider.pollMs ?? ctx.timing.pollMs)).toISOString();
}
