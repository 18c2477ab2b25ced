import { tableKeys } from '#lib/batch/store/file-keys.ts';
import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import { findJsonFile } from '#lib/files/json-file.ts';
import type { TableReading } from '#lib/record/table-record.ts';
import { type TableHead, type TableProfile, tableHeadSchema, tableProfileSchema } from '#lib/shared/contract/table.ts';

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
