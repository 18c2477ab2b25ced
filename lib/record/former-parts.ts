import type { JobWarning } from '#lib/shared/contract/job-warning.ts';
import { openJobs } from './attempts.ts';
import { dueCopy } from './due-tasks.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/**
 * To be called for parts that leave their attempt, as nothing more comes of them there. Those of which the
 * provider may have made a job all the same, or has a copy, are kept: what is found is cancelled.
 */
export function keepFormerParts(draft: BatchRecord, jobs: readonly JobRecord[]): void {
  for (const job of jobs) {
    if (job.lateLooks === null && dueCopy(job) === null) continue;
    draft.formerParts.push({ ...structuredClone(job), stage: 'collected', hold: null, lease: null });
  }
}

/**
 * Forgets those that are looked for no more and of which nothing was found: one that names a job tells others that it
 * is not theirs.
 */
export function dropSettledParts(draft: BatchRecord): void {
  draft.formerParts = draft.formerParts.filter(
    ({ lateLooks, copies, refusedProviderIds }) =>
      lateLooks !== null || copies.length > 0 || refusedProviderIds.length > 0,
  );
}

/**
 * Notes what a person should know of a job. Nobody sees a part that has left its attempt: one of those that are there
 * tells it then.
 */
export function warn(draft: BatchRecord, job: JobRecord, warning: JobWarning): void {
  const seen = draft.formerParts.includes(job) ? (openJobs(draft)[0] ?? job) : job;
  seen.warnings.push(warning);
}
