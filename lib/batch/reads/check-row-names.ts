import { hash } from 'node:crypto';
import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getReadTable, readColumns } from '#lib/batch/store/table-files.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { checkRowNamesInput } from '#lib/shared/contract/table-inputs.ts';
import type { RowNamesView } from '#lib/shared/contract/table.ts';
import { readRows } from '#lib/tables/rows/read-rows.ts';
import { cellText } from '#lib/tables/template/cell-text.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * Says whether a column of a batch's table can name its rows: requests need names that are different. Throws
 * `WrongStateError` while the table is still being read.
 */
export const checkRowNames = defineVerb({
  name: 'checkRowNames',
  right: 'see',
  audit: 'none',
  input: checkRowNamesInput,
  run,
});

async function run(ctx: Context, { batchId, column }: Parsed<typeof checkRowNamesInput>): Promise<RowNamesView> {
  const reading = getReadTable((await getStoredBatch(ctx, batchId)).record);
  const index = (await readColumns(ctx, batchId, reading)).indexOf(column);
  if (index === -1) throw new InvalidInputError(`The table has no column ${column}. Choose one of its columns.`);
  // Of a million names the hashes, not the names, are kept.
  const seen = new Set<number>();
  let empty = 0;
  let repeated = 0;
  let firstRepeated: RowNamesView['firstRepeated'] = null;
  for await (const rows of readRows(ctx.files, tableKeys(batchId, reading.revision).rows)) {
    ctx.signal.throwIfAborted();
    for (const { number, cells } of rows) {
      const name = cellText(cells[index] ?? null, 'shown');
      if (name === '') empty += 1;
      else {
        const before = seen.size;
        seen.add(shortHash(name));
        if (seen.size > before) continue;
        repeated += 1;
        firstRepeated ??= { row: number, name };
      }
    }
  }
  return { empty, repeated, firstRepeated };
}

/** 53 bits, as many as a number holds: among a million names two are taken for the same once in 18,000 tables. */
function shortHash(name: string): number {
  return Number.parseInt(hash('sha1', name).slice(0, 13), 16);
}
