import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { findHead, readProfile } from '#lib/batch/store/table-files.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import type { TableView } from '#lib/shared/contract/table.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** The table of which a batch is made: its first rows as soon as they are there, all that is known once it was read. */
export const getTable = defineVerb({ name: 'getTable', right: 'see', audit: 'none', input: batchIdInput, run });

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<TableView> {
  const { table } = (await getStoredBatch(ctx, batchId)).record;
  if (table === null) throw new NotFoundError('This batch was not made of a table.');
  const { reading, made, wanted } = table;
  const isRead = reading?.endedAt != null && reading.refusal === null;
  return {
    head: reading === null ? null : await findHead(ctx, batchId, reading),
    profile: isRead ? await readProfile(ctx, batchId, reading) : null,
    chosen: table.options,
    use: wanted ?? made,
  };
}
