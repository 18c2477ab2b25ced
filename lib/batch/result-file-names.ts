import type { Context } from '../context.ts';
import { backOffMs } from './back-off.ts';
import { getBatchProvider } from './batch-provider.ts';
import { type Patience, isGivenUp } from './give-up.ts';
import type { HeldLease } from './lease.ts';
import type { JobRecord } from './record.ts';
import { countUnreadableLook, unreadableStreak } from './result-file-looks.ts';
import { getJob } from './state.ts';

/** A provider that has not named a file by then has none. */
const namingPatience: Patience = { fewestLooks: 3, forMs: 2 * 60_000 };

/**
 * The ended job with the names of its result files. Where it should have one that it does not name, it is looked at once more, as a status may
 * be seen before the files are; null when it is worth another look later.
 */
export async function findResultFileNames(ctx: Context, lease: HeldLease, jobId: string): Promise<JobRecord | null> {
  const job = getJob(lease.record, jobId);
  const isNamed = !lacksFileName(job) || isGivenUp(ctx, unreadableStreak(job), namingPatience);
  if (job.providerId === null || isNamed) return job;
  const provider = await getBatchProvider(ctx, lease.record);
  const seen = await provider.getJob({ jobId: job.providerId, signal: lease.signal });
  return lease.save((draft) => {
    const target = getJob(draft, jobId);
    target.providerCounts = seen.counts ?? target.providerCounts;
    target.outputFileId ??= seen.outputFileId;
    target.errorFileId ??= seen.errorFileId;
    if (!lacksFileName(target)) {
      target.unreadableLooks = 0;
      return structuredClone(target);
    }
    const streak = countUnreadableLook(ctx, target);
    if (isGivenUp(ctx, streak, namingPatience)) return structuredClone(target);
    target.nextAt = new Date(ctx.clock.now().getTime() + backOffMs(streak.looks)).toISOString();
    return null;
  });
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
