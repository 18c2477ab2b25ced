import type { Cell, TableOptions, TableProfile, TableRow } from '#lib/shared/contract/table.ts';
import { filledWidth, isBlankRow } from './cell-text.ts';
import { looksLikeHeader, looksLikeSecondHeader, sampleRows } from './find-header.ts';
import { nameColumns } from './name-columns.ts';
import type { OpenedTable } from './opened-table.ts';
import type { ProblemList } from './problem-list.ts';
import { ProfileBuilder } from './profile-builder.ts';
import type { RawRow, RawTable } from './raw-table.ts';
import type { TableLimits } from './table-limits.ts';
import { TableRefusedError } from './table-refused-error.ts';

/** A hundred rows of the longest texts would not fit into memory. */
const sampleLength = 4 * 1024 * 1024;

interface Shape {
  readonly header: RawRow | null;
  readonly names: readonly string[];
}

/** Finds the header, names the columns, and gives each row that is not empty one cell for each of them. */
export async function shapeTable(
  raw: RawTable,
  hasHeader: boolean | null,
  limits: TableLimits,
  problems: ProblemList,
): Promise<OpenedTable> {
  const sample = await readSample(raw.rows);
  const shape = findShape(raw, sample, hasHeader, limits, problems);
  const profile = new ProfileBuilder(shape.names.length, shape.header?.number ?? null, problems);
  const options = (): TableOptions => ({ ...raw.options, hasHeader: shape.header !== null });
  return {
    format: raw.format,
    get options() {
      return options();
    },
    sheets: raw.sheets,
    columns: shape.names,
    rows: shapeRows(raw, sample, shape, profile, problems),
    profile: (): TableProfile => ({
      format: raw.format,
      options: options(),
      sheets: [...raw.sheets],
      columns: profile.columns(shape.names),
      ...profile.counts,
      problems: problems.list(shape.names),
    }),
    close: () => raw.close(),
  };
}

/** The first rows that are not empty, and whatever came with them. */
async function readSample(rows: AsyncGenerator<readonly RawRow[]>): Promise<RawRow[]> {
  const sample: RawRow[] = [];
  let length = 0;
  while (sample.length <= sampleRows && length < sampleLength) {
    const next = await rows.next();
    if (next.done === true) break;
    for (const row of next.value) {
      if (isBlankRow(row.cells)) continue;
      sample.push(row);
      for (const cell of row.cells) length += typeof cell === 'string' ? cell.length : 8;
    }
  }
  return sample;
}

function findShape(
  raw: RawTable,
  sample: readonly RawRow[],
  hasHeader: boolean | null,
  limits: TableLimits,
  problems: ProblemList,
): Shape {
  const { sheet } = raw.options;
  const [first, second] = sample;
  if (first === undefined) throw new TableRefusedError({ code: 'table_empty', facts: { sheet } });
  const cells = sample.slice(0, sampleRows).map((row) => row.cells);
  const header = (hasHeader ?? looksLikeHeader(cells)) ? first : null;
  if (header !== null && second === undefined) {
    throw new TableRefusedError({ code: 'table_header_only', facts: { sheet } });
  }
  const width = findWidth(raw.format, cells);
  if (width > limits.maxColumns) {
    const widest = sample.find((row) => filledWidth(row.cells) > limits.maxColumns) ?? first;
    const facts = { limit: limits.maxColumns, row: widest.number };
    throw new TableRefusedError({ code: 'table_too_many_columns', facts });
  }
  const { names, unnamed, repeated } = nameColumns(header?.cells ?? [], width);
  if (header !== null) {
    for (const column of unnamed) problems.note('unnamed_column', header.number, column);
    for (const column of repeated) problems.note('repeated_column', header.number, column);
    if (second !== undefined && looksLikeSecondHeader(cells, width))
      problems.note('second_header', second.number, null);
  }
  return { header, names };
}

/**
 * Of a sheet, the widest row counts. Of a text, a row may be wider only because a delimiter in it is not quoted: what
 * half of the rows have counts, if the first has not more.
 */
function findWidth(format: RawTable['format'], sample: readonly (readonly Cell[])[]): number {
  const widths = sample.map(filledWidth);
  if (format === 'xlsx') return Math.max(...widths);
  const sorted = widths.toSorted((one, other) => other - one);
  return Math.max(widths[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0);
}

async function* shapeRows(
  raw: RawTable,
  sample: RawRow[],
  shape: Shape,
  profile: ProfileBuilder,
  problems: ProblemList,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  const isCsv = raw.format === 'csv';
  const shapeBlock = (block: readonly RawRow[]): TableRow[] => {
    const rows: TableRow[] = [];
    for (const row of block) {
      if (row === shape.header || isBlankRow(row.cells)) continue;
      const shaped = shapeRow(row, shape.names.length, isCsv, problems);
      profile.add(shaped);
      rows.push(shaped);
    }
    return rows;
  };
  try {
    // Emptied as it goes: what was looked at need not stay until the end.
    yield shapeBlock(sample.splice(0));
    for await (const block of raw.rows) {
      const rows = shapeBlock(block);
      if (rows.length > 0) yield rows;
    }
  } finally {
    await raw.close();
  }
}

function shapeRow({ number, cells }: RawRow, width: number, isCsv: boolean, problems: ProblemList): TableRow {
  if (isCsv && cells.length < width) problems.note('row_too_short', number, null);
  if (cells.length > width && filledWidth(cells) > width) problems.note('row_too_long', number, null);
  const shaped: Cell[] = [];
  for (let column = 0; column < width; column += 1) {
    const cell = cells[column] ?? null;
    shaped.push(cell === '' ? null : cell);
  }
  return { number, cells: shaped };
}
