import type { AttemptView, BatchView, JobView, OutcomeCounts } from '#lib/shared/contract/batch-view.ts';

const minuteMs = 60_000;
/** Less says nothing about the speed of the rest. */
const minMeasuredMs = 30_000;

/**
 * How many requests of the job have an answer, good or bad: by its result lines, else by what the provider says.
 * Of an expired or cancelled job it counts only real answers, while the result lines hold the others as failed.
 */
export function answeredOf(job: JobView): number {
  const reported = job.providerCounts === null ? null : job.providerCounts.completed + job.providerCounts.failed;
  if (!job.isCollected) return Math.min(job.requests, reported ?? 0);
  const withLine = job.counts.succeeded + job.counts.failed;
  return job.status === 'completed' ? withLine : Math.min(withLine, reported ?? withLine);
}

/**
 * The batch's counts, with what its provider says of jobs whose result lines are not in yet: until then these
 * are no more than its word, but the only one there is.
 */
export function reportedCounts(batch: BatchView): OutcomeCounts {
  const open = batch.attempts.at(-1)?.jobs.filter((job) => !job.isCollected) ?? [];
  const failed = sum(open, (job) => Math.min(job.requests, job.providerCounts?.failed ?? 0));
  const answered = sum(open, answeredOf);
  const { counts } = batch;
  const taken = Math.min(counts.pending, answered);
  const takenFailed = Math.min(taken, failed);
  return {
    ...counts,
    pending: counts.pending - taken,
    failed: counts.failed + takenFailed,
    succeeded: counts.succeeded + taken - takenFailed,
  };
}

export interface Progress {
  readonly answered: number;
  readonly requests: number;
  /** Since the attempt's first job was sent; null while there is too little to tell. */
  readonly requestsPerMinute: number | null;
  /** How long the rest takes at that speed; null when nobody can say. */
  readonly remainingMs: number | null;
}

/** How far the current attempt has come; null before the start. */
export function progressOf(batch: BatchView, now: Date): Progress | null {
  const attempt = batch.attempts.at(-1);
  if (attempt === undefined) return null;
  const answered = sum(attempt.jobs, answeredOf);
  const requestsPerMinute = speedOf(attempt, answered, now);
  const remaining = attempt.requests - sum(attempt.jobs, (job) => (job.isCollected ? job.requests : answeredOf(job)));
  return {
    answered,
    requests: attempt.requests,
    requestsPerMinute,
    remainingMs: requestsPerMinute === null || remaining <= 0 ? null : (remaining / requestsPerMinute) * minuteMs,
  };
}

function speedOf(attempt: AttemptView, answered: number, now: Date): number | null {
  const sentMs = attempt.jobs.flatMap((job) => (job.sentAt === null ? [] : [Date.parse(job.sentAt)]));
  if (answered === 0 || sentMs.length === 0) return null;
  const endMs = attempt.endedAt === null ? now.getTime() : Date.parse(attempt.endedAt);
  const elapsedMs = endMs - Math.min(...sentMs);
  return elapsedMs < minMeasuredMs ? null : (answered * minuteMs) / elapsedMs;
}

function sum(jobs: readonly JobView[], count: (job: JobView) => number): number {
  return jobs.reduce((total, job) => total + count(job), 0);
}
