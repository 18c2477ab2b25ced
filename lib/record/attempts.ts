import { InvalidInputError } from '#lib/errors.ts';
import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import type { JobRecord } from './job-record.ts';
import type { AttemptRecord, BatchRecord } from './record.ts';

export function currentAttempt(record: BatchRecord): AttemptRecord | null {
  return record.attempts.at(-1) ?? null;
}

export function isAttemptEnded(attempt: AttemptRecord): boolean {
  return attempt.isSplit && attempt.jobs.every((job) => job.stage === 'collected');
}

/** True while an attempt is under way. */
export function isRunning(record: BatchRecord): boolean {
  const attempt = currentAttempt(record);
  return attempt !== null && !isAttemptEnded(attempt);
}

export function emptyCounts(total: number): OutcomeCounts {
  return { total, pending: total, succeeded: 0, failed: 0, missing: 0 };
}

/** The jobs of these attempts, oldest first. */
export function jobsOfAttempts(attempts: readonly AttemptRecord[]): readonly JobRecord[] {
  return attempts.flatMap(({ jobs }) => jobs);
}

/** The jobs of all attempts, and the parts that have left theirs. */
export function allJobs({
  attempts,
  formerParts,
}: Pick<BatchRecord, 'attempts' | 'formerParts'>): readonly JobRecord[] {
  return [...jobsOfAttempts(attempts), ...formerParts];
}

/** The job with this id, of whatever attempt, or null. */
export function findJob(record: BatchRecord, jobId: string): JobRecord | null {
  return allJobs(record).find(({ id }) => id === jobId) ?? null;
}

/** Throws `InvalidInputError` when the batch has no such job. */
export function getJob(record: BatchRecord, jobId: string): JobRecord {
  const job = findJob(record, jobId);
  if (job === null) throw new InvalidInputError(`Batch ${record.id} has no job ${jobId}.`);
  return job;
}

/** The jobs of the current attempt; none before the start. */
export function openJobs(record: BatchRecord): readonly JobRecord[] {
  return currentAttempt(record)?.jobs ?? [];
}
