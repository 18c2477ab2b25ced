import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { isRunning } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { BatchStateError } from '../errors.ts';
import { lookNow, type LookOptions } from '../look-now.ts';
import { type BatchProgress, progressListener } from '../progress.ts';

/** The record of a batch that was started. Throws `BatchStateError` before the start. */
export async function getStarted(ctx: Context, id: string): Promise<BatchRecord> {
  const { record } = await getStoredBatch(ctx, id);
  assertStarted(record);
  return record;
}

export function assertStarted({ attempts }: BatchRecord): void {
  if (attempts.length === 0) throw new BatchStateError('wrong_state', 'Batch not started');
}

/** As `getStarted`, after a look at the provider while the batch runs. */
export async function lookAtStarted(ctx: Context, id: string, options: LookOptions): Promise<BatchRecord> {
  const record = await getStarted(ctx, id);
  return isRunning(record) ? lookNow(ctx, id, options) : record;
}

/** As `lookAtStarted`. Fetches what has ended, and sends nothing. */
export async function fetchStarted(
  ctx: Context,
  id: string,
  onProgress?: (progress: BatchProgress) => void,
): Promise<BatchRecord> {
  return lookAtStarted(ctx, id, { sends: false, onChange: progressListener(onProgress) });
}
