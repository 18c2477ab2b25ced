import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError, WrongStateError, damagedFile } from '#lib/errors.ts';
import { findJsonFile } from '#lib/files/json-file.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { TableReading } from '#lib/record/table-record.ts';
import { type TableHead, type TableProfile, tableHeadSchema, tableProfileSchema } from '#lib/shared/contract/table.ts';
import { tableKeys } from './file-keys.ts';

/** The first rows of a table, also while the others are read; null before they are there. Throws `StorageError`. */
export async function findHead(ctx: Context, batchId: string, reading: TableReading): Promise<TableHead | null> {
  const { head } = tableKeys(batchId, reading.revision);
  return findJsonFile(ctx.files, head, tableHeadSchema, () => damagedFile(head));
}

/** What was found in a table that has been read. Throws `StorageError` for a file that is gone or damaged. */
export async function readProfile(ctx: Context, batchId: string, reading: TableReading): Promise<TableProfile> {
  const { profile } = tableKeys(batchId, reading.revision);
  const found = await findJsonFile(ctx.files, profile, tableProfileSchema, () => damagedFile(profile));
  if (found === null) throw damagedFile(profile);
  return found;
}

/** The names of the columns. Throws as `readProfile`. */
export async function readColumns(ctx: Context, batchId: string, reading: TableReading): Promise<readonly string[]> {
  return (await readProfile(ctx, batchId, reading)).columns.map(({ name }) => name);
}

/** The reading of a table that is whole. Throws `NotFoundError` for a batch without a table, `WrongStateError` before. */
export function getReadTable({ table }: BatchRecord): TableReading {
  if (table === null) throw new NotFoundError('This batch was not made of a table.');
  if (table.reading?.stored == null) throw new WrongStateError('The table is still being read. Try again in a moment.');
  return table.reading;
}
