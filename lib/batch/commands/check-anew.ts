import { emptyCounts } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** Has a draft checked from the beginning. Whoever is still at an earlier step of it loses the work with the lease. */
export function checkAnew(draft: BatchRecord, now: Date): void {
  forgetCheck(draft, now);
  draft.hold = null;
  draft.lease = null;
}

/** As `checkAnew`, for a step that holds the lease itself. */
export function forgetCheck(draft: BatchRecord, now: Date): void {
  draft.check = null;
  draft.counts = emptyCounts(0);
  draft.nextAt = now.toISOString();
  draft.failures = 0;
}
