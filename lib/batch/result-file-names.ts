import type { Context } from '../context.ts';
import { getBatchProvider } from './batch-provider.ts';
import type { HeldLease } from './lease.ts';
import type { JobRecord } from './record.ts';
import { getJob } from './state.ts';

/** A provider that has not named a file by then has none. */
const namingMs = 2 * 60_000;
const lookAgainMs = 10_000;

/**
 * The ended job with the names of its result files. Where its counts tell of answers in a file that it does not name,
 * it is looked at once more, as a status may be seen before the files are; null when it is worth another look later.
 */
export async function findResultFileNames(ctx: Context, lease: HeldLease, jobId: string): Promise<JobRecord | null> {
  const job = getJob(lease.record, jobId);
  if (job.providerId === null || !lacksFileName(job) || !isFresh(ctx, job)) return job;
  const provider = await getBatchProvider(ctx, lease.record);
  const seen = await provider.getJob({ jobId: job.providerId, signal: lease.signal });
  return lease.save((draft) => {
    const target = getJob(draft, jobId);
    target.outputFileId ??= seen.outputFileId;
    target.errorFileId ??= seen.errorFileId;
    if (!lacksFileName(target)) return structuredClone(target);
    target.nextAt = new Date(ctx.clock.now().getTime() + lookAgainMs).toISOString();
    return null;
  });
}

/** Some providers put failures into the output file, so that one may do for both. */
function lacksFileName({ status, providerCounts, outputFileId, errorFileId }: JobRecord): boolean {
  if (status === 'failed' || providerCounts === null || outputFileId !== null) return false;
  return providerCounts.completed > 0 || (providerCounts.failed > 0 && errorFileId === null);
}

/** The provider's clock may be ahead of ours. */
function isFresh(ctx: Context, { endedAt }: JobRecord): boolean {
  return endedAt !== null && Math.abs(ctx.clock.now().getTime() - new Date(endedAt).getTime()) < namingMs;
}
