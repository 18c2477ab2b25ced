import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { writeXlsx } from '#lib/tables/write/xlsx.ts';
import { openResultRows } from './result-rows.ts';

/** The results as a workbook. */
export async function* resultsXlsx(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  yield* writeXlsx({ name: 'Results', ...(await openResultRows(ctx, record, isWanted)) });
}
