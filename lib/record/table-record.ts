import { z } from 'zod';
import { foundOutOptions, tableOptionsSchema, tableRefusalSchema } from '#lib/shared/contract/table.ts';
import { templateOriginSchema, templateSchema } from '#lib/shared/contract/template.ts';
import { storedFileSchema } from './job-record.ts';

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

const readingSchema = z.strictObject({
  /** Names the folder of its files, so that a late reading with other options harms nothing. */
  revision: z.string(),
  startedAt: time,
  /** How much of the file has been read. */
  readBytes: count,
  /** True once the first rows are stored: they can be shown. */
  hasHead: z.boolean(),
  endedAt: time.nullable(),
  /** Why it cannot be read as a table; null while it may, and where it was. */
  refusal: z.nullable(tableRefusalSchema),
  /** Rows that are not empty, without the header. */
  rows: count,
  columns: count,
  /** The rows as they are stored, all of them; null while they are read. */
  stored: storedFileSchema.nullable(),
});
export type TableReading = z.infer<typeof readingSchema>;

/** What made, or is to make, a request of each row. */
const useSchema = z.strictObject({
  /** A copy: what becomes of the kept template changes no batch. */
  template: templateSchema,
  /** Null for a template that nobody has kept. */
  origin: z.nullable(templateOriginSchema),
});

/**
 * A table of which a batch is made: read by a worker into rows, of which a template makes the lines of the input file,
 * one of each row, so that line n of the input is row n of the table.
 */
export const tableRecordSchema = z.strictObject({
  /** As it was uploaded. */
  source: storedFileSchema.extend({ name: z.string() }),
  /** What somebody has chosen; null is found out. */
  options: tableOptionsSchema,
  reading: readingSchema.nullable(),
  /** Requests that were asked for and are not made yet. */
  wanted: useSchema.extend({ at: time, rowsMade: count }).nullable(),
  /** What the input file was made by; null as long as the input is the table itself. */
  made: useSchema.nullable(),
});
export type TableRecord = z.infer<typeof tableRecordSchema>;

/** A table that nobody has read yet. */
export function newTable({ key, bytes, sha256, name }: TableRecord['source']): TableRecord {
  return {
    source: { key, bytes, sha256, name },
    options: foundOutOptions,
    reading: null,
    wanted: null,
    made: null,
  };
}
