import { copyRows } from '#lib/db/copy-rows.ts';
import type { LockedBatch } from './batch-lock.ts';
import type { ResultRow, RowOwner } from './result-rows.ts';
import { copyTargetOf } from './result-rows.ts';
import { Tally, blockOf } from './tally.ts';

/**
 * Adds rows for requests that have none yet. When one of them has a row, the server refuses them all with a unique
 * violation: the transaction is lost then, and `mergeResults` is the way.
 */
export async function appendResults(batch: LockedBatch, owner: RowOwner, rows: readonly ResultRow[]): Promise<void> {
  if (rows.length === 0) return;
  await copyRows(batch.client, copyTargetOf('result', owner), [rows]);
  const tally = new Tally();
  for (const row of rows) tally.add(blockOf(row.line), row.outcome, row.causeNumber, 1);
  await tally.apply(batch.client, owner.batchNumber);
}
