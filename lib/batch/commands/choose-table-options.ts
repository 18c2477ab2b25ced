import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { removeInputFiles } from '#lib/batch/store/remove-input-files.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { chooseTableOptionsInput } from '#lib/shared/contract/table-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { checkAnew } from './check-anew.ts';
import { getDraftTable } from './get-draft-table.ts';

/**
 * Has a draft's table read in another way: another sheet, encoding or separator. Requests that were made of it are
 * gone then. Throws `WrongStateError` for a batch that is no draft of a table.
 */
export const chooseTableOptions = defineVerb({
  name: 'chooseTableOptions',
  right: 'run',
  audit: 'batch',
  input: chooseTableOptionsInput,
  run,
});

async function run(ctx: Context, { batchId, options }: Parsed<typeof chooseTableOptionsInput>): Promise<void> {
  const { value: earlier } = await updateBatch(ctx, batchId, (draft) => {
    const table = getDraftTable(draft);
    const { input } = draft;
    draft.table = { ...table, options, reading: null, wanted: null, made: null };
    // The table itself is the draft's file again, until requests are made of it.
    draft.input = { ...table.source };
    checkAnew(draft, ctx.clock.now());
    return { table, input };
  });
  if (earlier.input.key !== earlier.table.source.key) await removeInputFiles(ctx, earlier.input.key);
  if (earlier.table.reading !== null)
    await ctx.files.removeAll(tableKeys(batchId, earlier.table.reading.revision).prefix);
}
