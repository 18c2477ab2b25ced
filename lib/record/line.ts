import { openJobs } from './attempts.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/** True for a part that waits for room at the provider. The line is the order of the attempt's jobs. */
export function isInLine({ stage, hold }: JobRecord): boolean {
  return (stage === 'prepared' || stage === 'uploaded') && hold?.kind === 'token_limit';
}

/** True while another part stands before this one in the line: until that is gone nobody looks at this one. */
export function isBehindInLine(record: BatchRecord, job: JobRecord): boolean {
  return isInLine(job) && openJobs(record).find(isInLine)?.id !== job.id;
}

/**
 * Whether the provider counts the job's tokens as enqueued, as far as we can know. A job in doubt is not waited for: if it exists
 * after all, another part is refused once and waits then.
 */
export function isUnderWay({ stage, hold }: JobRecord): boolean {
  return (stage === 'sending' && hold?.kind !== 'job_in_doubt') || stage === 'sent';
}

/** Room was made, or the first in line is gone: who is first now looks at once. */
export function wakeFirstInLine(draft: BatchRecord, now: Date): void {
  const first = openJobs(draft).find(isInLine);
  if (first !== undefined && new Date(first.nextAt) > now) first.nextAt = now.toISOString();
}
