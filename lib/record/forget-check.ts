import { emptyCounts } from './attempts.ts';
import type { BatchRecord } from './record.ts';

/** Has a draft checked from the beginning, as soon as whoever holds its lease gives it back. */
export function forgetCheck(draft: BatchRecord, now: Date): void {
  draft.check = null;
  draft.counts = emptyCounts(0);
  draft.nextAt = now.toISOString();
  draft.failures = 0;
}
