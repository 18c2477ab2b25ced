import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { CallOptions } from '../call-options.ts';
import { BatchStateError } from '../errors.ts';
import { type BatchProgress, describeProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { runCall } from './run-call.ts';

export async function getProgress(session: Session, id: string, { signal }: CallOptions): Promise<BatchProgress> {
  return runCall(session, { Fallback: BatchStateError, signal }, async (ctx) => {
    const { record } = await getStoredBatch(ctx, id);
    return describeProgress(record);
  });
}
