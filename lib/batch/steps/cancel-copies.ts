import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import { isGivenUp, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { findJob, getJob } from '#lib/record/attempts.ts';
import { dueCopy } from '#lib/record/due-tasks.ts';
import { warn } from '#lib/record/former-parts.ts';
import type { CopyRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { CopyEnd } from '#lib/shared/contract/job-warning.ts';
import { isEnded } from '#lib/shared/contract/status.ts';
import { providerOrLeave } from './provider-or-leave.ts';

/** A refusal lasts as a rule. */
const refusedPatience: Patience = { fewestLooks: 5, forMs: 15 * 60_000 };

/** Longer than an outage. */
const unreachablePatience: Patience = { fewestLooks: 5, forMs: 24 * 60 * 60_000 };

/**
 * Asks the provider to cancel jobs that it made of a part beside the one that is used. The job itself goes on
 * meanwhile, whatever comes of it: a copy that cannot be cancelled is told as a warning.
 */
export async function cancelCopies(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => {
    const job = findJob(record, input.jobId);
    const copy = job === null ? null : dueCopy(job);
    return copy !== null && isDueBy(ctx, copy.nextAt);
  };
  await withLease(ctx, { ...input, step: 'cancel_copies' }, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await providerOrLeave(ctx, lease);
    if (provider === null) return;
    const work = { ctx, lease, provider, jobId: job.id };
    for (const { providerId } of job.copies.filter(({ cancel, nextAt }) => cancel === 'due' && isDueBy(ctx, nextAt))) {
      lease.signal.throwIfAborted();
      await cancelCopy(work, providerId);
    }
  });
}

async function cancelCopy(work: JobWork, providerId: string): Promise<void> {
  const { lease, provider } = work;
  try {
    const seen = await provider.cancelJob({ jobId: providerId, signal: lease.signal });
    await lease.save((draft) => settleCopy(changeOf(work, draft), providerId, endOf(seen)));
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    const end = error.kind === 'not_found' ? await endOfUnknown(work, providerId) : 'runs';
    await lease.save((draft) => settleRefusal(changeOf(work, draft), { providerId, error, end }));
  }
}

/** Not found may mean the way to cancel, at a provider that has none. */
async function endOfUnknown({ lease, provider }: JobWork, providerId: string): Promise<CopyEnd> {
  try {
    const seen = await provider.getJob({ jobId: providerId, signal: lease.signal });
    if (seen.status === 'cancelled' || seen.status === 'cancelling') return 'cancelled';
    return seen.status !== null && isEnded(seen.status) ? 'ended' : 'runs';
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    return error.kind === 'not_found' ? 'gone' : 'runs';
  }
}

function endOf({ status }: ProviderJob): CopyEnd {
  return status === 'completed' || status === 'failed' || status === 'expired' ? 'ended' : 'cancelled';
}

function settleCopy({ draft, job, provider }: JobChange, providerId: string, end: CopyEnd): void {
  const copy = findCopy(job.copies, providerId);
  if (copy === null) return;
  copy.cancel = end === 'runs' ? 'refused' : 'done';
  warn(draft, job, { code: 'job_made_twice', facts: { provider: provider.name, providerId, end } });
}

interface Refusal {
  readonly providerId: string;
  readonly error: ProviderError;
  /** How it is as far as can be seen; `gone` may end when the connection has the right key again. */
  readonly end: CopyEnd;
}

function settleRefusal(change: JobChange, { providerId, error, end }: Refusal): void {
  const { ctx, draft, job } = change;
  const copy = findCopy(job.copies, providerId);
  if (copy === null) return;
  const { kind, statusCode } = error;
  const isOver = end === 'cancelled' || end === 'ended';
  const needsPerson = end === 'gone' || kind === 'key_refused' || kind === 'not_allowed' || kind === 'quota';
  // A batch that is being deleted waits for nothing that needs a person.
  if (isOver || (needsPerson && draft.removeRequestedAt !== null)) {
    settleCopy(change, providerId, end);
    return;
  }
  ctx.log.warn('cancelling a copy failed', { batchId: draft.id, jobId: job.id, kind, statusCode }, error);
  copy.failures += 1;
  copy.nextAt = after(ctx, backOffMs(copy.failures, error.retryAfterMs));
  const isRefusal = kind === 'not_found' || kind === 'rejected' || kind === 'not_allowed' || statusCode === 501;
  const patience = isRefusal ? refusedPatience : unreachablePatience;
  if (isGivenUp(ctx, { looks: copy.failures, since: copy.foundAt }, patience)) settleCopy(change, providerId, end);
}

function findCopy(copies: readonly CopyRecord[], id: string): CopyRecord | null {
  return copies.find(({ providerId, cancel }) => providerId === id && cancel === 'due') ?? null;
}
