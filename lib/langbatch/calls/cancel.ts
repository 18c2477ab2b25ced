import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { openJobs } from '#lib/record/attempts.ts';
import type { SendOptions } from '../call-options.ts';
import { BatchStateError } from '../errors.ts';
import { isCancelTaken, lookNow } from '../look-now.ts';
import { progressListener } from '../progress.ts';
import type { Session } from '../session.ts';
import { runCall } from './run-call.ts';

export async function cancel(session: Session, id: string, { signal, onProgress }: SendOptions): Promise<boolean> {
  return runCall(session, { Fallback: BatchStateError, signal }, async (ctx) => {
    const look = { sends: false, onChange: progressListener(onProgress) };
    await lookNow(ctx, id, look);
    await cancelBatch(ctx, { batchId: id });
    return openJobs(await lookNow(ctx, id, look)).every(isCancelTaken);
  });
}
