import { WrongStateError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { TableRecord } from '#lib/record/table-record.ts';

/** The table of a draft. Throws `WrongStateError` for any other batch. */
export function getDraftTable({ attempts, removeRequestedAt, table }: BatchRecord): TableRecord {
  if (attempts.length > 0 || removeRequestedAt !== null)
    throw new WrongStateError('This batch has been started already. Make a new batch for another question.');
  if (table === null) throw new WrongStateError('The file of this batch is not a table.');
  return table;
}
