import { getConnection } from '#lib/batch/store/get-connection.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { isRunning } from '#lib/record/attempts.ts';
import { leaveProvider } from '#lib/record/leave-provider.ts';
import { chooseConnectionInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * Gives a batch whose connection was removed another one, so that it can be retried. Throws `WrongStateError` for a
 * batch that runs, that a script sends, or that still has its connection.
 */
export const chooseConnection = defineVerb({
  name: 'chooseConnection',
  right: 'run',
  audit: 'batch',
  input: chooseConnectionInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof chooseConnectionInput>): Promise<void> {
  const { batchId, connectionId } = input;
  await getConnection(ctx, connectionId);
  const { record } = await getStoredBatch(ctx, batchId);
  const removed = record.connectionId;
  if (removed === null) throw new WrongStateError('This batch has no connection that was removed.');
  if ((await ctx.connections.findSettings(removed)) !== null) {
    throw new WrongStateError('This batch still has its connection. Load the page again.');
  }
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.connectionId !== removed || isRunning(draft)) {
      throw new WrongStateError('This batch has changed meanwhile. Load the page again.');
    }
    leaveProvider(draft);
    draft.connectionId = connectionId;
  });
}
