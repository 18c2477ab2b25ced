import type { HeldLease } from '#lib/batch/store/lease.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { type Patience, countUnreadableLook, isGivenUp, unknownPatience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** A provider that has not named a file by then has none. */
const namingPatience: Patience = { fewestLooks: 3, forMs: 2 * 60_000 };

/**
 * The ended job with the names of its result files. Where it should have one that it does not name, it is looked at once more, as a status may
 * be seen before the files are; null when it is worth another look later.
 */
export async function findResultFileNames(ctx: Context, lease: HeldLease, jobId: string): Promise<JobRecord | null> {
  const job = getJob(lease.record, jobId);
  const isNamed =
    !lacksFileName(job) || job.givenUpFileIds.length > 0 || isGivenUp(ctx, job.troubles.unreadable, namingPatience);
  if (job.providerId === null || isNamed) return job;
  const provider = await ctx.providers.forConnection(lease.record.connectionId);
  const seen = await lookAtJob(ctx, lease, provider, job.id, job.providerId);
  if (seen === null) return getJob(await newest(lease), jobId);
  return lease.save((draft) => {
    const target = getJob(draft, jobId);
    target.providerCounts = seen.counts ?? target.providerCounts;
    target.outputFileId ??= seen.outputFileId;
    target.errorFileId ??= seen.errorFileId;
    if (!lacksFileName(target)) {
      target.troubles.unreadable = null;
      return structuredClone(target);
    }
    const streak = countUnreadableLook(ctx, target);
    if (isGivenUp(ctx, streak, namingPatience)) return structuredClone(target);
    target.nextAt = after(ctx, backOffMs(streak.looks));
    return null;
  });
}

/** Null when the provider has not known the job for so long that what is named must do. */
async function lookAtJob(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  jobId: string,
  providerId: string,
): Promise<ProviderJob | null> {
  try {
    return await provider.getJob({ jobId: providerId, signal: lease.signal });
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    const streak = await lease.save((draft) => countUnreadableLook(ctx, getJob(draft, jobId)));
    if (isGivenUp(ctx, streak, unknownPatience)) return null;
    throw error;
  }
}

function newest(lease: HeldLease): Promise<BatchRecord> {
  return lease.save((draft) => structuredClone(draft));
}

/**
 * Some providers put failures into the output file, so that one may do for both. A completed job has answered something, also where nothing is
 * counted.
 */
function lacksFileName({ status, providerCounts, outputFileId, errorFileId }: JobRecord): boolean {
  if (status === 'failed' || outputFileId !== null) return false;
  if (providerCounts === null) return status === 'completed' && errorFileId === null;
  return providerCounts.completed > 0 || (providerCounts.failed > 0 && errorFileId === null);
}
