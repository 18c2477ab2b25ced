import type { AttemptView, BatchView, JobView } from '#lib/shared/contract/batch-view.ts';

const minuteMs = 60_000;
/** Less says nothing about the speed of the rest. */
const minMeasuredMs = 30_000;

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
  const answered = sum(attempt.jobs, (job) => job.answered);
  const requestsPerMinute = speedOf(attempt, answered, now);
  const remaining = attempt.requests - sum(attempt.jobs, (job) => (job.isCollected ? job.requests : job.answered));
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
