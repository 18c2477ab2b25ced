import type { Context } from '../../context.ts';
import { ProviderError } from '../../providers/provider-error.ts';
import type { Provider } from '../../providers/provider.ts';
import { backOffMs, pollDelayMs } from '../back-off.ts';
import { getBatchProvider } from '../batch-provider.ts';
import { isJobDue } from '../due.ts';
import { beginHold, endHold, holdForError } from '../hold.ts';
import { withLease } from '../lease.ts';
import { applyProviderJob } from '../provider-job.ts';
import type { BatchRecord, JobRecord } from '../record.ts';
import { getJob, moveJob } from '../state.ts';
import { addEvent } from '../update-batch.ts';

/**
 * A job may be unknown for a while: it was just made, or the provider is in trouble. With the back-off, these looks in
 * a row take a quarter of an hour; one that stays unknown was removed there.
 */
const unknownJobLooks = 10;

/** One failed look may be chance; from here on the page says that the provider does not answer. */
const quietFailures = 2;

/** Asks the provider how a sent job is, and says when to ask again. */
export async function pollJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => isJobDue(ctx, record, input.jobId, ['sent']);
  await withLease(ctx, input, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await getBatchProvider(ctx, lease.record);
    if (job.providerId === null) return;
    try {
      const seen = await provider.getJob({ jobId: job.providerId, signal: lease.signal });
      await lease.save((draft) => {
        const target = getJob(draft, job.id);
        if (target.stage !== 'sent') return;
        target.failures = target.notFoundLooks = 0;
        endHold(ctx, draft, target);
        target.nextAt = nextLookAt(ctx, draft, target, provider);
        applyProviderJob(ctx, draft, target, seen);
      });
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      await lease.save((draft) => settleFailedPoll(ctx, draft, getJob(draft, job.id), provider, error));
    }
  });
}

/** At once where a cancel was asked for during this look. */
function nextLookAt(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider): string {
  const now = ctx.clock.now().getTime();
  if (draft.cancelRequestedAt !== null && job.cancelSentAt === null) return new Date(now).toISOString();
  const ageMs = now - new Date(job.sentAt ?? now).getTime();
  return new Date(now + pollDelayMs(provider.pollMs ?? ctx.timing.pollMs, ageMs)).toISOString();
}

function settleFailedPoll(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  provider: Provider,
  error: ProviderError,
): void {
  if (job.stage !== 'sent') return;
  job.failures += 1;
  job.notFoundLooks = error.kind === 'not_found' ? job.notFoundLooks + 1 : 0;
  ctx.log.warn('poll failed', { batchId: draft.id, jobId: job.id, kind: error.kind, failures: job.failures }, error);
  if (job.notFoundLooks >= unknownJobLooks) {
    moveJob(job, 'ended');
    job.status = 'failed';
    job.endedAt = job.nextAt = ctx.clock.now().toISOString();
    job.failures = job.notFoundLooks = 0;
    job.warnings.push(
      `${provider.name} no longer knows job ${job.providerId ?? ''}. Its answers cannot be fetched any more.`,
    );
    endHold(ctx, draft, job);
    addEvent(draft, {
      at: ctx.clock.now(),
      actor: ctx.actor,
      kind: 'job_ended',
      data: { part: job.part, status: 'failed', sent: true },
    });
    return;
  }
  const hold = holdForError(error, provider.name);
  if (job.failures > quietFailures || hold.waitMs !== null) beginHold(ctx, draft, job, hold.kind, hold.sentence);
  job.nextAt = new Date(
    ctx.clock.now().getTime() + (hold.waitMs ?? backOffMs(job.failures, error.retryAfterMs)),
  ).toISOString();
}
