import type { JobWork } from '#lib/batch/store/job-work.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { type Patience, countUnreadableLook, isGivenUp, unknownPatience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { isEnded } from '#lib/shared/contract/status.ts';

/** A provider that has not named the files of a completed job by then has none. */
const completedPatience: Patience = { fewestLooks: 3, forMs: 2 * 60_000 };

/** Jobs that ended early often have no answers at all, so nobody should wait long for them. */
const endedEarlyPatience: Patience = { fewestLooks: 3, forMs: 20_000 };

/** The patience is meant for providers that are looked at so often; one that is looked at more often is a faster one. */
const usualPollMs = 30_000;

/**
 * The ended job with the names of its result files. Where it should have one that it does not name, it is looked at again, as a status may
 * be seen before the counts and the files are; null when it is worth another look later.
 */
export async function findResultFileNames(ctx: Context, lease: HeldLease, jobId: string): Promise<JobRecord | null> {
  const job = getJob(await lease.reload(), jobId);
  if (job.providerId === null || job.givenUpFileIds.length > 0 || !lacksFileName(job)) return job;
  const provider = await ctx.providers.forConnection(lease.record.connectionId);
  if (isGivenUp(ctx, job.troubles.unreadable, patienceFor(ctx, job, provider))) return job;
  const seen = await lookAtJob({ ctx, lease, provider, jobId }, job.providerId);
  if (seen === null) return getJob(await lease.reload(), jobId);
  return lease.save((draft) => {
    const target = getJob(draft, jobId);
    applyLaterLook(target, seen);
    if (!lacksFileName(target)) {
      target.troubles.unreadable = null;
      return structuredClone(target);
    }
    const streak = countUnreadableLook(ctx, target);
    if (isGivenUp(ctx, streak, patienceFor(ctx, target, provider))) return structuredClone(target);
    target.nextAt = after(ctx, backOffMs(streak.looks));
    return null;
  });
}

/** An end that was seen early may turn out to be another one: its counts, its files and its status come later. */
function applyLaterLook(job: JobRecord, seen: ProviderJob): void {
  job.providerCounts = seen.counts ?? job.providerCounts;
  job.outputFileId ??= seen.outputFileId;
  job.errorFileId ??= seen.errorFileId;
  if (seen.status === null || !isEnded(seen.status) || seen.status === job.status) return;
  job.status = seen.status;
  job.providerStatus = seen.providerStatus;
}

function patienceFor(ctx: Context, { status }: JobRecord, provider: Provider): Patience {
  const { fewestLooks, forMs } = status === 'completed' ? completedPatience : endedEarlyPatience;
  return { fewestLooks, forMs: forMs * Math.min(1, (provider.pollMs ?? ctx.timing.pollMs) / usualPollMs) };
}

/** Null when the provider has not known the job for so long that what is named must do. */
async function lookAtJob({ ctx, lease, provider, jobId }: JobWork, providerId: string): Promise<ProviderJob | null> {
  try {
    return await provider.getJob({ jobId: providerId, signal: lease.signal });
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    const streak = await lease.save((draft) => countUnreadableLook(ctx, getJob(draft, jobId)));
    if (isGivenUp(ctx, streak, unknownPatience)) return null;
    throw error;
  }
}

function isUnexplained({ providerStatus, providerErrors }: JobRecord): boolean {
  // Where the word is another one, the end is ours: the provider was given up.
  return providerStatus?.toLowerCase() === 'failed' && providerErrors.length === 0;
}

/**
 * True when the files that are named cannot hold what the job should have given. A job that was refused says why; one that ended without a
 * file and without a reason may have been looked at too early. Some providers put failures into the output file, so whether the error file
 * is lacking shows only once the output is stored.
 */
function lacksFileName(job: JobRecord): boolean {
  const { status, providerCounts, outputFileId, errorFileId, output, errors, requests } = job;
  if (outputFileId === null && errorFileId === null) return status !== 'failed' || isUnexplained(job);
  if (providerCounts === null) return false;
  if (outputFileId === null) return providerCounts.completed > 0;
  if (errorFileId !== null || providerCounts.failed === 0 || output === null || output.lines === null) return false;
  const counted = Math.min(providerCounts.completed + providerCounts.failed, requests);
  return output.lines + (errors?.lines ?? 0) < counted;
}
