import { StorageError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { MergedOutcomes } from './merged-outcomes.ts';

/**
 * Throws `StorageError` when the stored tables know of fewer requests than the batch counts: what is made of
 * them would be short.
 */
export function assertAsCounted({ counts }: BatchRecord, merged: MergedOutcomes): void {
  assertWhole(merged.counts.succeeded + merged.counts.failed, counts.succeeded + counts.failed);
  assertWhole(merged.counts.failed + merged.counts.missing, counts.failed + counts.missing);
}

/**
 * Throws `StorageError` when fewer rows were read than there are: a file that ends early must not pass for a
 * whole one.
 */
export function assertWhole(rows: number, expected: number): void {
  if (rows >= expected) return;
  const number = (count: number): string => count.toLocaleString('en');
  throw new StorageError(
    `The stored files of this batch give only ${number(rows)} of ${number(expected)} lines, so this file is not whole. Restore the data folder from a backup.`,
  );
}
