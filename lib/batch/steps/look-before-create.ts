import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { DoubtfulCreates, JobRecord } from '#lib/record/job-record.ts';
import { hasNoList, lookForJobs, settleFound } from './look-for-jobs.ts';
import { settleFailedLook } from './settle-failed-look.ts';

/** How long a provider's list may be behind: a look made earlier after a refused create call proves nothing. */
const listLagMs = 30_000;

/**
 * Looks for what an earlier create call may have made although it was refused, before another one leaves. True when
 * there is nothing; what there is, is used. A list that fails is asked again later, and so is one that may be behind:
 * until then nothing is sent twice.
 */
export async function isSurelyNotMade(work: JobWork): Promise<boolean> {
  if (!(await isNotListed(work))) return false;
  return work.lease.save((draft) => {
    const change = changeOf(work, draft);
    const { doubtfulCreates } = change.job;
    if (doubtfulCreates === null) return true;
    const listedAt = listedBy(doubtfulCreates, work.provider);
    const isLateEnough = work.ctx.clock.now() >= listedAt;
    if (!isLateEnough) {
      doubtfulCreates.isLookDue = true;
      change.job.nextAt = listedAt.toISOString();
    }
    return isLateEnough;
  });
}

/** When the provider's list should show what the last doubtful create call has made. */
export function listedBy({ lastAt }: Pick<DoubtfulCreates, 'lastAt'>, { pollMs = listLagMs }: Provider): Date {
  return new Date(new Date(lastAt).getTime() + Math.min(listLagMs, pollMs));
}

/** True when the list shows nothing of the part, or there is no list. What it shows is used. */
async function isNotListed(work: JobWork): Promise<boolean> {
  let found: readonly ProviderJob[] = [];
  try {
    found = await lookForJob(work);
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    if (!(await mayBeSentUnseen(work, error))) return false;
  }
  return settleLook(work, found);
}

/** For a part that is to be taken back: true when one look shows nothing of it, or there is no list. */
export async function isSeenNowhere(work: JobWork): Promise<boolean> {
  const found = await lookOrNull(work);
  return found !== null && settleLook(work, found);
}

/** What the list shows is used. True when it shows nothing. */
function settleLook(work: JobWork, found: readonly ProviderJob[]): Promise<boolean> {
  return work.lease.save((draft) => {
    const change = changeOf(work, draft);
    noLookDue(change.job);
    settleFound(change, found);
    return found.length === 0;
  });
}

/**
 * The list cannot be read. A person who has had the part sent again knows that; else the look is repeated, and a
 * person asked in the end, unless there is no list at all.
 */
async function mayBeSentUnseen(work: JobWork, error: ProviderError): Promise<boolean> {
  return work.lease.save((draft) => {
    const change = changeOf(work, draft);
    const { job } = change;
    const { sentAgainAt, doubtfulCreates } = job;
    const isDecided = sentAgainAt !== null && doubtfulCreates !== null && sentAgainAt > doubtfulCreates.lastAt;
    if (isDecided || settleFailedLook(change, error)) {
      noLookDue(job);
      return true;
    }
    return false;
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
  const record = await lease.reload();
  return lookForJobs({ provider, lease: { ...lease, record } }, getJob(record, jobId));
}

export function noLookDue(job: JobRecord): void {
  if (job.doubtfulCreates !== null) job.doubtfulCreates.isLookDue = false;
}
