import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { WrongStateError } from '#lib/errors.ts';
import { isRunning, openJobs } from '#lib/record/attempts.ts';
import { whyNotCancellable } from '#lib/record/obstacles.ts';
import type { SendOptions } from '../call-options.ts';
import { BatchStateError } from '../errors.ts';
import { isCancelTaken, lookNow } from '../look-now.ts';
import { progressListener } from '../progress.ts';
import type { Session } from '../session.ts';
import { runCall } from './run-call.ts';

export async function cancel(session: Session, id: string, { signal, onProgress }: SendOptions): Promise<boolean> {
  return runCall(session, { Fallback: BatchStateError, signal }, async (ctx) => {
    const look = { sends: false, onChange: progressListener(onProgress) };
    const record = await lookNow(ctx, id, look);
    // The verb forgives a second cancel of what has ended meanwhile. Whoever calls this is told that nothing is left.
    const obstacle = isRunning(record) ? null : whyNotCancellable(record);
    if (obstacle !== null) throw new WrongStateError(obstacle);
    await cancelBatch(ctx, { batchId: id });
    return openJobs(await lookNow(ctx, id, look)).every(isCancelTaken);
  });
}
