import type { Hold } from '#lib/shared/contract/hold.ts';
import { type BatchStatus, type JobStatus, holdsThatNeedAPerson, isEnded } from '#lib/shared/contract/status.ts';
import { currentAttempt, openJobs } from './attempts.ts';
import { isWaitForOthers } from './hold.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/** From least to most advanced, as a batch's status is that of its least advanced open job. */
const openStatuses = ['validating', 'in_progress', 'cancelling', 'finalizing'] as const satisfies readonly JobStatus[];

/** The batch's status, a function of its current attempt's jobs. Nothing else decides it. */
export function deriveStatus(record: BatchRecord): BatchStatus {
  const attempt = currentAttempt(record);
  if (attempt === null) return 'draft';
  if (!attempt.isSplit) return 'queued';
  const statuses = attempt.jobs.map((job) => visibleStatus(job, record));
  if (statuses.includes('queued')) {
    return statuses.every((status) => status === 'queued') ? 'queued' : 'in_progress';
  }
  const leastAdvanced = openStatuses.find((status) => statuses.includes(status));
  if (leastAdvanced !== undefined) return leastAdvanced;
  const [first = 'completed', ...rest] = statuses;
  return isEnded(first) && rest.every((status) => status === first) ? first : 'completed';
}

/**
 * A job's status for people. An ended job whose result lines are not in yet is still finalizing, a job that was
 * asked to end is cancelling, and a word that we do not know is shown as running: `providerStatus` tells it.
 */
export function visibleStatus(job: JobRecord, record: BatchRecord): BatchStatus {
  switch (job.stage) {
    case 'prepared':
    case 'uploaded':
    case 'sending':
      return 'queued';
    case 'sent':
      return record.cancelRequestedAt !== null ? 'cancelling' : (job.status ?? 'in_progress');
    case 'ended':
      return 'finalizing';
    case 'collected':
      return job.status ?? 'completed';
  }
}

/**
 * What holds the batch up: first what needs a person, else what has lasted longest; null when nothing does.
 * Parts that wait for room behind others that run, or that are just being sent, hold up nothing.
 */
export function deriveHold(record: BatchRecord): Hold | null {
  const jobs = openJobs(record);
  const goesOn = jobs.some((job) => job.hold === null && job.stage !== 'collected');
  const holds = [record.hold, ...jobs.map((job) => job.hold)]
    .filter((hold) => hold !== null)
    .filter(({ kind }) => !goesOn || !isWaitForOthers(kind));
  holds.sort((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)) || a.since.localeCompare(b.since));
  return holds[0] ?? null;
}

export function needsPerson(hold: Pick<Hold, 'kind'>): boolean {
  return holdsThatNeedAPerson.includes(hold.kind);
}
