import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import { cellText } from '#lib/tables/template/cell-text.ts';
import { isDateFormat } from '#lib/tables/template/is-date-format.ts';
import { byteOrderMark, csvRow } from './csv-row.ts';
import { openResultRows } from './result-rows.ts';

/** The results as CSV: numbers as they are stored, dates as they were shown. */
export async function* resultsCsv(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  const { headings, open } = await openResultRows(ctx, record, isWanted);
  yield Buffer.from(`${byteOrderMark}${csvRow(headings)}`);
  for await (const rows of open()) yield Buffer.from(rows.map((row) => csvRow(row.map(csvCell))).join(''));
}

function csvCell(cell: Cell): string | number {
  return cell !== null && typeof cell === 'object' && !isDateFormat(cell.f) ? cell.n : cellText(cell, 'raw');
}
