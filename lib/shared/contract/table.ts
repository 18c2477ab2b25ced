import * as z from 'zod/mini';
import type { Immutable } from './immutable.ts';
import { templateOriginSchema, templateSchema } from './template.ts';

/*
 * A table as people have it, CSV or a sheet of a workbook, once it has been read: its cells, how it was read, and what
 * was found in it. Cells are stored one row a line, whatever the file was, so that everything that comes after reading
 * is the same for all kinds.
 */

/** A number with what it looks like: money, a percentage and a date are numbers in a workbook. */
const numberCellSchema = z.strictObject({
  /** The value as stored; of a date, Excel's serial number in the 1900 system. */
  n: z.number(),
  /** As shown in the workbook, such as `12.5 %` or `2 Nov 2026`. */
  s: z.string(),
  /** The number format as Excel writes it, such as `0.0%` or `d mmm yyyy`; `General` where none was chosen. */
  f: z.string(),
});
export type NumberCell = z.infer<typeof numberCellSchema>;

/** Null is an empty cell. CSV has texts only. */
export const cellSchema = z.union([z.string(), z.boolean(), z.null(), numberCellSchema]);
export type Cell = z.infer<typeof cellSchema>;

const tableRowSchema = z.strictObject({
  /** Its number in the sheet, beginning with 1, the header counted: what Excel shows beside it. */
  number: z.int().check(z.positive()),
  /** One for each column. */
  cells: z.array(cellSchema),
});
export type TableRow = Immutable<z.infer<typeof tableRowSchema>>;

export const tableEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'] as const;
export type TableEncoding = (typeof tableEncodings)[number];

export const tableDelimiters = [',', ';', '\t', '|'] as const;
export type TableDelimiter = (typeof tableDelimiters)[number];

export const tableQuotes = ['"', "'", 'none'] as const;
export type TableQuote = (typeof tableQuotes)[number];

/** How a table is to be read. What is null is found out. */
export const tableOptionsSchema = z.strictObject({
  /** The name of a sheet of a workbook. */
  sheet: z.nullable(z.string()),
  /** False: the first row is a row like the others, and columns are called after their letters. */
  hasHeader: z.nullable(z.boolean()),
  encoding: z.nullable(z.enum(tableEncodings)),
  delimiter: z.nullable(z.enum(tableDelimiters)),
  quote: z.nullable(z.enum(tableQuotes)),
});
export type TableOptions = z.infer<typeof tableOptionsSchema>;

export const foundOutOptions: TableOptions = {
  sheet: null,
  hasHeader: null,
  encoding: null,
  delimiter: null,
  quote: null,
};

const columnKinds = ['text', 'number', 'date', 'yes_no', 'mixed', 'empty'] as const;

const count = z.int().check(z.nonnegative());

const tableColumnSchema = z.strictObject({
  /** Different for each column: a second `name` is called `name (2)`, one without a name `Column C`. */
  name: z.string(),
  kind: z.enum(columnKinds),
  /** Rows whose cell is not empty. */
  filled: count,
  /** Characters of the longest cell, as shown, and the number of its row; 0 where all are empty. */
  longest: count,
  longestRow: count,
});
export type TableColumn = Immutable<z.infer<typeof tableColumnSchema>>;

/** Of rows that were read, but perhaps not as their maker meant: none of them keeps a table from being used. */
export const tableProblemCodes = [
  /** Fewer cells than the header has: the others are empty. */
  'row_too_short',
  /** More cells than the header has: the others are left away, and said. */
  'row_too_long',
  'unnamed_column',
  'repeated_column',
  /** The second row looks like a header too. */
  'second_header',
  /** Text that is not in the encoding: characters were replaced. */
  'invalid_characters',
  'nul_character',
  /** `#DIV/0!` and the like. */
  'formula_error',
  /** A formula whose value the workbook does not hold: the cell is empty. */
  'formula_without_value',
  /** Of a merged range only the first cell has the value. */
  'merged_cells',
  /** A cell with more than 32,767 characters: Excel itself could not hold it. */
  'long_cell',
  'hidden_rows',
] as const;
export type TableProblemCode = (typeof tableProblemCodes)[number];

const tableProblemSchema = z.strictObject({
  code: z.enum(tableProblemCodes),
  /** In all. */
  count,
  /** The first of them, up to ten; `column` is its name, null where the row as a whole is meant. */
  places: z.array(z.strictObject({ row: count, column: z.nullable(z.string()) })),
});
export type TableProblem = Immutable<z.infer<typeof tableProblemSchema>>;

export const tableProfileSchema = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  /** As it was read: `sheet` is null for CSV, `encoding`, `delimiter` and `quote` for a workbook. */
  options: tableOptionsSchema,
  /** Of a workbook, those with cells or without, in their order; hidden ones last. */
  sheets: z.array(z.string()),
  columns: z.array(tableColumnSchema),
  /** Rows with at least one cell, without the header. */
  rows: count,
  /** Between those, without any text: they are skipped. */
  emptyRows: count,
  problems: z.array(tableProblemSchema),
});
export type TableProfile = Immutable<z.infer<typeof tableProfileSchema>>;

/** What is known of a table as soon as its first rows have been read. */
export const tableHeadSchema = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  options: tableOptionsSchema,
  sheets: z.array(z.string()),
  columns: z.array(z.string()),
  rows: z.array(tableRowSchema),
});
export type TableHead = Immutable<z.infer<typeof tableHeadSchema>>;

/** The table of a batch as `GET /api/batches/<id>/table` shows it. */
export const tableViewSchema = z.object({
  /** Null until the first rows have been read. */
  head: z.nullable(tableHeadSchema),
  /** Null until all of them have been. */
  profile: z.nullable(tableProfileSchema),
  /** How somebody wants it to be read; null is found out. */
  chosen: tableOptionsSchema,
  /** The template that requests were, or are, made by; null before. */
  use: z.nullable(z.object({ template: templateSchema, origin: z.nullable(templateOriginSchema) })),
});
export type TableView = Immutable<z.infer<typeof tableViewSchema>>;

/** Some rows of a table. */
export const tableRowsSchema = z.object({
  /** The place of the first of them, counted from 0. */
  start: count,
  rows: z.array(tableRowSchema),
});
export type TableRowsView = Immutable<z.infer<typeof tableRowsSchema>>;

/** What a column is like as the names of rows. */
export const rowNamesSchema = z.object({
  /** Rows whose cell is empty. */
  empty: count,
  /** Rows whose name an earlier row has. */
  repeated: count,
  /** The first of those; null where all are different. */
  firstRepeated: z.nullable(z.object({ row: count, name: z.string() })),
});
export type RowNamesView = Immutable<z.infer<typeof rowNamesSchema>>;

const limit = { limit: count };
/** In the sheet; null where the file as a whole is meant. */
const row = z.nullable(count);

function refusal<Code extends string, Shape extends z.core.$ZodShape>(code: Code, facts: Shape) {
  return z.strictObject({ code: z.literal(code), facts: z.strictObject(facts) });
}

/** Why a file cannot be read as a table at all, with what is known. `tableRefusalText` puts it into words. */
export const tableRefusalSchema = z.discriminatedUnion('code', [
  refusal('table_empty', { sheet: z.nullable(z.string()) }),
  refusal('table_header_only', { sheet: z.nullable(z.string()) }),
  refusal('table_password', {}),
  /** A workbook: the row after which nothing can be read, if it came that far. */
  refusal('table_damaged', { row }),
  refusal('table_old_excel', {}),
  refusal('table_open_document', {}),
  refusal('table_numbers', {}),
  refusal('table_binary_workbook', {}),
  refusal('table_zip_bomb', {}),
  refusal('table_too_many_columns', { ...limit, row: count }),
  refusal('table_too_many_rows', limit),
  /** `limit` is in characters; `row` the last one before it. */
  refusal('table_cell_too_long', { ...limit, row }),
  /** `line` is of the text, as an editor counts; `row` of the sheet, as Excel does. */
  refusal('table_unclosed_quote', { row: count, line: count }),
  refusal('table_no_sheet', { sheet: z.nullable(z.string()) }),
  refusal('table_not_a_table', {}),
]);
export type TableRefusal = z.infer<typeof tableRefusalSchema>;
export type TableRefusalCode = TableRefusal['code'];
