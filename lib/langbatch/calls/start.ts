import { randomUUID } from 'node:crypto';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { SendOptions } from '../call-options.ts';
import { BatchStartError, BatchStateError } from '../errors.ts';
import type { Session } from '../session.ts';
import { sendCall } from './send-call.ts';

export async function start(session: Session, id: string, { signal, onProgress }: SendOptions): Promise<void> {
  const token = randomUUID();
  const begin = async (ctx: Context): Promise<void> => {
    if (await isStarted(ctx, id)) throw alreadyStarted();
    await startBatch(ctx, { batchId: id, token }).catch(async (error: unknown) => {
      const isTooLate = AppError.is(error) && error.code === 'wrong_state' && (await isStarted(ctx, id));
      throw isTooLate ? alreadyStarted() : error;
    });
  };
  await sendCall(session, id, { Fallback: BatchStartError, signal, onProgress, token, begin });
}

/** As `start`. When another process was faster, there is something to wait for, and nothing is thrown. */
export async function startUnlessStarted(session: Session, id: string, options: SendOptions): Promise<void> {
  await start(session, id, options).catch((error: unknown) => {
    if (!(error instanceof BatchStateError && error.message === alreadyStarted().message)) throw error;
  });
}

async function isStarted(ctx: Context, id: string): Promise<boolean> {
  return (await getStoredBatch(ctx, id)).record.attempts.length > 0;
}

function alreadyStarted(): BatchStateError {
  return new BatchStateError('wrong_state', 'Batch already started');
}
