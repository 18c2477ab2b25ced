import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError, WrongStateError } from '#lib/errors.ts';
import { getTableRowsInput } from '#lib/shared/contract/table-inputs.ts';
import type { TableRow } from '#lib/shared/contract/table.ts';
import { readRowsAt } from '#lib/tables/rows/read-rows.ts';
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
  { batchId, start, count }: Parsed<typeof getTableRowsInput>,
): Promise<readonly TableRow[]> {
  const { table } = (await getStoredBatch(ctx, batchId)).record;
  if (table === null) throw new NotFoundError('This batch was not made of a table.');
  if (table.reading?.stored == null) throw new WrongStateError('The table is still being read. Try again in a moment.');
  return readRowsAt(ctx.files, tableKeys(batchId, table.reading.revision), { start, count });
}
