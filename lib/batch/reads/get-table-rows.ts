import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getReadTable } from '#lib/batch/store/table-files.ts';
import type { Context } from '#lib/contracts/context.ts';
import { getTableRowsInput } from '#lib/shared/contract/table-inputs.ts';
import type { TableRowsView } from '#lib/shared/contract/table.ts';
import { type RowFiles, readRowsAt } from '#lib/tables/rows/read-rows.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** Some rows of the table of a batch, from any place. Throws `WrongStateError` while it is still being read. */
export const getTableRows = defineVerb({
  name: 'getTableRows',
  right: 'see',
  audit: 'none',
  input: getTableRowsInput,
  run,
});

async function run(
  ctx: Context,
  { batchId, start, row, count }: Parsed<typeof getTableRowsInput>,
): Promise<TableRowsView> {
  const reading = getReadTable((await getStoredBatch(ctx, batchId)).record);
  const keys = tableKeys(batchId, reading.revision);
  const first = row === undefined ? start : await findPlace(ctx, keys, row, reading.rows);
  return { start: first, rows: await readRowsAt(ctx.files, keys, { start: first, count }) };
}

/** The place of the first row with at least this number: rows lie in their order. */
async function findPlace(ctx: Context, keys: RowFiles, number: number, rows: number): Promise<number> {
  let low = 0;
  // The header and empty rows only make the place smaller than the number.
  let high = Math.min(rows, number);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found] = await readRowsAt(ctx.files, keys, { start: middle, count: 1 });
    if (found === undefined || found.number >= number) high = middle;
    else low = middle + 1;
  }
  return Math.min(low, Math.max(0, rows - 1));
}
