import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import { openJobs } from './attempts.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/**
 * How many requests of the job have an answer, good or bad: by its result lines, else by what the provider says.
 * Of an expired or cancelled job it counts only real answers, while the result lines hold the others as failed.
 */
export function countAnswered(job: JobRecord): number {
  const reported = job.providerCounts === null ? null : job.providerCounts.completed + job.providerCounts.failed;
  if (job.stage !== 'collected' || job.counts === null) return Math.min(job.requests, reported ?? 0);
  const withLine = job.counts.succeeded + job.counts.failed;
  return job.status === 'completed' ? withLine : Math.min(withLine, reported ?? withLine);
}

/**
 * The batch's counts as people are shown them. Jobs whose results are not in yet count as far as the provider says,
 * which is no more than its word, but the only one there is. What nobody tried to answer, because its job in the
 * current attempt was cancelled or refused, is `pending` here: it has not failed.
 */
export function countShown(record: BatchRecord): OutcomeCounts {
  const jobs = openJobs(record);
  const open = jobs.filter((job) => job.stage !== 'collected');
  const answered = Math.min(record.counts.pending, sum(open, countAnswered));
  const failed = Math.min(
    answered,
    sum(open, (job) => Math.min(job.requests, job.providerCounts?.failed ?? 0)),
  );
  const untried = jobs.map(countUntried);
  const untriedFailed = Math.min(
    record.counts.failed,
    sum(untried, (each) => each.failed),
  );
  const untriedMissing = Math.min(
    record.counts.missing,
    sum(untried, (each) => each.missing),
  );
  return {
    total: record.counts.total,
    pending: record.counts.pending - answered + untriedFailed + untriedMissing,
    succeeded: record.counts.succeeded + answered - failed,
    failed: record.counts.failed + failed - untriedFailed,
    missing: record.counts.missing - untriedMissing,
  };
}

/** The same of one job whose result lines are in. */
export function countShownOfJob(job: JobRecord): OutcomeCounts {
  const { succeeded, failed, missing } = job.counts ?? { succeeded: 0, failed: 0, missing: 0 };
  const untried = countUntried(job);
  return {
    total: job.requests,
    pending: untried.failed + untried.missing,
    succeeded,
    failed: failed - untried.failed,
    missing: missing - untried.missing,
  };
}

/** Requests of a job that was cancelled or refused, without a real answer. A line that only says so is none. */
function countUntried({ stage, status, counts, providerCounts }: JobRecord): { failed: number; missing: number } {
  if (stage !== 'collected' || counts === null || (status !== 'cancelled' && status !== 'failed'))
    return { failed: 0, missing: 0 };
  return { failed: Math.max(0, counts.failed - (providerCounts?.failed ?? counts.failed)), missing: counts.missing };
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
