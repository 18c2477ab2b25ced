import type { JobRecord } from './job-record.ts';

const minuteMs = 60_000;

/** From one look to the next: 1, 5, 15 and 60 minutes after the decision. */
export const lateLookGapsMs: readonly number[] = [minuteMs, 4 * minuteMs, 10 * minuteMs, 45 * minuteMs];

/** The provider may have made a job of the part that appears in its list late: it is looked for some more times. */
export function beginLateLooks(job: JobRecord, now: Date): void {
  const [firstMs = minuteMs] = lateLookGapsMs;
  job.lateLooks = {
    left: lateLookGapsMs.length,
    nextAt: new Date(now.getTime() + firstMs).toISOString(),
    failing: null,
  };
}

/** True before the first of the looks. */
export function isUnlooked({ lateLooks }: Pick<JobRecord, 'lateLooks'>): boolean {
  return lateLooks?.left === lateLookGapsMs.length;
}
