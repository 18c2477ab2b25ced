import type { JobRecord } from './job-record.ts';

const minuteMs = 60_000;

/** From one look to the next: 1, 5, 15 and 60 minutes after the decision. */
export const lateLookGapsMs: readonly number[] = [minuteMs, 4 * minuteMs, 10 * minuteMs, 45 * minuteMs];

/** Nothing more is done about a part whose job may appear in the provider's list after all: it is looked for some more times. */
export function beginLateLooks(job: JobRecord, now: Date): void {
  const [firstMs = minuteMs] = lateLookGapsMs;
  job.lateLooks = { left: lateLookGapsMs.length, nextAt: new Date(now.getTime() + firstMs).toISOString() };
}
