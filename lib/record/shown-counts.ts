import type { ShownCounts } from '#lib/shared/contract/status.ts';
import { openJobs } from './attempts.ts';
import type { JobRecord, UntriedCounts } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/**
 * How many requests of the job have an answer, good or bad: by its result lines, else by what the provider says.
 * Lines that only say that nobody answered are none, nor are those of an expired job beyond what the provider counts.
 */
export function countAnswered(job: JobRecord): number {
  const reported = job.providerCounts === null ? null : job.providerCounts.completed + job.providerCounts.failed;
  if (job.stage !== 'collected' || job.counts === null) return Math.min(job.requests, reported ?? 0);
  const withAnswer = job.counts.succeeded + job.counts.failed - job.untried.failed;
  return job.status === 'expired' ? Math.min(withAnswer, reported ?? withAnswer) : withAnswer;
}

/** The batch's counts by the result lines that are in, as people are told them. */
export function countCollected({ counts, untried }: Pick<BatchRecord, 'counts' | 'untried'>): ShownCounts {
  return { ...counts, ...withoutUntried(counts, untried) };
}

/**
 * The batch's counts as people are shown them. Jobs whose results are not in yet count as far as the provider says,
 * which is no more than its word, but the only one there is.
 */
export function countShown(record: BatchRecord): ShownCounts {
  const collected = countCollected(record);
  const open = openJobs(record).filter((job) => job.stage !== 'collected');
  const answered = Math.min(collected.pending, sum(open, countAnswered));
  const failed = Math.min(
    answered,
    sum(open, (job) => Math.min(job.requests, job.providerCounts?.failed ?? 0)),
  );
  return {
    ...collected,
    pending: collected.pending - answered,
    succeeded: collected.succeeded + answered - failed,
    failed: collected.failed + failed,
  };
}

/** The same of one job: all is pending until its result lines are in. */
export function countShownOfJob({ requests, counts, untried }: JobRecord): ShownCounts {
  if (counts === null)
    return { total: requests, pending: requests, succeeded: 0, failed: 0, missing: 0, notAnswered: 0 };
  return { total: requests, pending: 0, succeeded: counts.succeeded, ...withoutUntried(counts, untried) };
}

function withoutUntried(
  counts: UntriedCounts,
  untried: UntriedCounts,
): Pick<ShownCounts, 'failed' | 'missing' | 'notAnswered'> {
  return {
    failed: counts.failed - untried.failed,
    missing: counts.missing - untried.missing,
    notAnswered: untried.failed + untried.missing,
  };
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
