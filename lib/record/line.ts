import { openJobs } from './attempts.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/** True for a part that waits for room at the provider. The line is the order of the attempt's jobs. */
export function isInLine({ stage, hold }: JobRecord): boolean {
  return (stage === 'prepared' || stage === 'uploaded') && hold?.kind === 'token_limit';
}

/** True while another part stands before this one in the line. Until that part is gone, nobody looks at this one. */
export function isBehindInLine(record: BatchRecord, job: JobRecord): boolean {
  return isInLine(job) && openJobs(record).find(isInLine)?.id !== job.id;
}

/**
 * Whether the provider counts the job's tokens as enqueued, as far as we can know. A job in doubt does not count:
 * if it exists after all, another part is refused once and waits then.
 */
export function isUnderWay({ stage, hold }: JobRecord): boolean {
  return (stage === 'sending' && hold?.kind !== 'job_in_doubt') || stage === 'sent';
}

/** Makes the first part in line look at once, because room was made or the part before it is gone. */
export function wakeFirstInLine(draft: BatchRecord, now: Date): void {
  const first = openJobs(draft).find(isInLine);
  if (first !== undefined && new Date(first.nextAt) > now) first.nextAt = now.toISOString();
}
