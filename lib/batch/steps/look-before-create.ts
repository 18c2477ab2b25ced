import type { HeldLease } from '#lib/batch/store/lease.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { hasNoList, lookForJobs, settleFound } from './look-for-jobs.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/**
 * Looks for what an earlier create call may have made although it was refused, before another one leaves. True when there is
 * nothing; what there is, is used. A list that fails is asked again later: until then nothing is sent twice.
 */
export async function isSurelyNotMade(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  jobId: string,
): Promise<boolean> {
  let found: readonly ProviderJob[] = [];
  try {
    found = await lookForJobs(provider, await newestJob(lease, jobId), lease.signal);
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    if (!hasNoList(error)) {
      await noteFailedLook(ctx, lease, provider, jobId, error);
      return false;
    }
  }
  return lease.save((draft) => {
    const change = { ctx, draft, job: getJob(draft, jobId), provider };
    noLookDue(change.job);
    settleFound(change, found);
    return found.length === 0;
  });
}

/** Null when the list could not be had. */
export async function lookOrNull(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  jobId: string,
): Promise<readonly ProviderJob[] | null> {
  try {
    return await lookForJobs(provider, await newestJob(lease, jobId), lease.signal);
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    ctx.log.warn('looking for a refused job failed', { batchId: lease.record.id, jobId }, error);
    return hasNoList(error) ? [] : null;
  }
}

async function newestJob(lease: HeldLease, jobId: string): Promise<JobRecord> {
  return getJob(await lease.reload(), jobId);
}

export function noLookDue(job: JobRecord): void {
  if (job.doubtfulCreates !== null) job.doubtfulCreates.isLookDue = false;
}

export async function noteFailedLook(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  jobId: string,
  error: ProviderError,
): Promise<void> {
  await lease.save((draft) => {
    const change = { ctx, draft, job: getJob(draft, jobId), provider };
    const call = { trying: 'looking for a lost job', error };
    countFailedCall(change, call);
    repeatLater(change, call);
  });
}
