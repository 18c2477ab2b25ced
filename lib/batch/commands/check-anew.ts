import { forgetCheck } from '#lib/record/forget-check.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** Has a draft checked from the beginning. Whoever is still at an earlier step of it loses the work with the lease. */
export function checkAnew(draft: BatchRecord, now: Date): void {
  forgetCheck(draft, now);
  draft.hold = null;
  draft.lease = null;
}
