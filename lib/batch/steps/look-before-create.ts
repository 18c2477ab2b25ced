import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { hasNoList, lookForJobs, settleFound } from './look-for-jobs.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/**
 * Looks for what an earlier create call may have made although it was refused, before another one leaves. True when there is
 * nothing; what there is, is used. A list that fails is asked again later: until then nothing is sent twice.
 */
export async function isSurelyNotMade(work: JobWork): Promise<boolean> {
  let found: readonly ProviderJob[] = [];
  try {
    found = await lookForJob(work);
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    if (!hasNoList(error)) {
      await noteFailedLook(work, error);
      return false;
    }
  }
  return work.lease.save((draft) => {
    const change = changeOf(work, draft);
    noLookDue(change.job);
    settleFound(change, found);
    return found.length === 0;
  });
}

/** Null when the list could not be had. */
export async function lookOrNull(work: JobWork): Promise<readonly ProviderJob[] | null> {
  const { ctx, lease, jobId } = work;
  try {
    return await lookForJob(work);
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    ctx.log.warn('looking for a refused job failed', { batchId: lease.record.id, jobId }, error);
    return hasNoList(error) ? [] : null;
  }
}

async function lookForJob({ lease, provider, jobId }: JobWork): Promise<readonly ProviderJob[]> {
  return lookForJobs(provider, getJob(await lease.reload(), jobId), lease.signal);
}

export function noLookDue(job: JobRecord): void {
  if (job.doubtfulCreates !== null) job.doubtfulCreates.isLookDue = false;
}

export async function noteFailedLook(work: JobWork, error: ProviderError): Promise<void> {
  await work.lease.save((draft) => {
    const change = changeOf(work, draft);
    const call = { trying: 'looking for a lost job', error };
    countFailedCall(change, call);
    repeatLater(change, call);
  });
}
