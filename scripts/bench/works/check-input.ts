import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { checkBatch } from '#lib/batch/steps/check-batch.ts';
import { removeBatchData } from '#lib/batch/steps/remove-batch-data.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { timed } from './timed.ts';

/** Stores a file as the input of a new batch, as an upload does. */
export async function storeInput(ctx: Context, batchId: string, path: string, connectionId?: string): Promise<void> {
  await createBatch(ctx, {
    id: batchId,
    inputName: basename(path),
    content: createReadStream(path),
    isListed: true,
    ...(connectionId === undefined ? {} : { connectionId }),
  });
}

/** Milliseconds until the stored input file is checked and indexed: the batch could be started then. */
export async function timeCheck(ctx: Context, batchId: string, requests: number): Promise<number> {
  const ms = await timed(() => checkBatch(ctx, { batchId }));
  const { record } = await getStoredBatch(ctx, batchId);
  const checked = record.check;
  if (checked === null || checked.endedAt === null || checked.requests !== requests) {
    throw new Error(`The check found ${checked?.requests ?? 0} good lines where ${requests} were written.`);
  }
  return ms;
}

export async function discardBatch(ctx: Context, batchId: string): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => void (draft.removeRequestedAt = ctx.clock.now().toISOString()));
  await removeBatchData(ctx, { batchId });
}
