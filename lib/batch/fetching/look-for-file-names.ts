import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { noteStatus } from '#lib/record/transitions.ts';
import { isEnded } from '#lib/shared/contract/status.ts';
import { storableErrors } from './storable-errors.ts';

/**
 * Looks once more at an ended job that has not named both of its result files: its status may be seen before its
 * counts and its files are.
 */
export async function lookForFileNames(work: JobWork, looked: JobRecord): Promise<JobRecord> {
  const seen = await lookAtJob(work, looked);
  return work.lease.save((draft) => {
    const { job } = changeOf(work, draft);
    if (seen !== null) applyLaterLook(job, seen);
    return structuredClone(job);
  });
}

/**
 * An end that was seen early may turn out to be another one: its counts, its files, its reasons and its status come
 * later. What is new is waited for anew.
 */
function applyLaterLook(job: JobRecord, seen: ProviderJob): void {
  const before = [job.outputFileId, job.errorFileId].join();
  job.providerCounts = seen.counts ?? job.providerCounts;
  job.outputFileId ??= seen.outputFileId;
  job.errorFileId ??= seen.errorFileId;
  if (seen.errors.length > 0) job.providerErrors = storableErrors(seen.errors);
  if ([job.outputFileId, job.errorFileId].join() !== before) job.troubles.unreadable = null;
  if (seen.status === null || !isEnded(seen.status) || seen.status === job.status) return;
  noteStatus(job, seen);
}

/** Null where nothing can be said: a job that has failed there may be forgotten. */
async function lookAtJob({ lease, provider }: JobWork, { providerId, status }: JobRecord): Promise<ProviderJob | null> {
  if (providerId === null) return null;
  try {
    return await provider.getJob({ jobId: providerId, signal: lease.signal });
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found' || status !== 'failed') throw error;
    return null;
  }
}

/** Whether the provider says the same of the job as of its file: that it knows nothing of it. */
export async function isJobUnknown({ lease, provider }: JobWork, { providerId }: JobRecord): Promise<boolean> {
  if (providerId === null) return false;
  try {
    await provider.getJob({ jobId: providerId, signal: lease.signal });
    return false;
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    return true;
  }
}
