import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { requestHeadings, requestRows } from './request-rows.ts';
import type { ResultTable } from './result-cells.ts';
import { openTableRows } from './table-rows.ts';

/** A batch that was made of a table has its columns and rows; another one has a row for each of its requests. */
export async function openResultRows(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): Promise<ResultTable> {
  const ofTable = await openTableRows(ctx, record, isWanted);
  return ofTable ?? { headings: requestHeadings, open: () => requestRows(ctx, record, isWanted) };
}
