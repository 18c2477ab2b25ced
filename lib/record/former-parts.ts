import { dueCopy } from './due-tasks.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/**
 * To be called for parts that leave their attempt, as nothing more comes of them there. Those of which the provider may have made a job all the same, or
 * has a copy, are kept: what is found is cancelled.
 */
export function keepFormerParts(draft: BatchRecord, jobs: readonly JobRecord[]): void {
  for (const job of jobs) {
    if (job.lateLooks === null && dueCopy(job) === null) continue;
    draft.formerParts.push({ ...structuredClone(job), stage: 'collected', hold: null, lease: null });
  }
}
