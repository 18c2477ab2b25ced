import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import type { CallOptions, RunOptions } from '../call-options.ts';
import { BatchStateError, BatchStorageError } from '../errors.ts';
import type { Session } from '../session.ts';
import { assertAtLeast, assertPollMs } from './assert-options.ts';
import { getProgress } from './get-progress.ts';
import { retry } from './retry.ts';
import { runCall } from './run-call.ts';
import { startUnlessStarted } from './start.ts';
import { wait } from './wait.ts';

const defaultMaxAttempts = 3;

export async function runUntilDone(
  session: Session,
  id: string,
  { maxAttempts = defaultMaxAttempts, ...options }: RunOptions,
): Promise<OutcomeCounts> {
  assertAtLeast('maxAttempts', maxAttempts, 1);
  assertPollMs(options.pollMs);
  const { attempt } = await getProgress(session, id, options);
  if (attempt === 0) await startUnlessStarted(session, id, options);
  for (let attempts = 1; ; attempts += 1) {
    await wait(session, id, options);
    const { counts, curable, cancelRequestedAt } = await readRecord(session, id, options);
    if (curable === 0 || attempts >= maxAttempts || cancelRequestedAt !== null) return counts;
    await retry(session, id, { ...options, scope: 'curable' }).catch(passIfRunning);
  }
}

async function readRecord(session: Session, id: string, { signal }: CallOptions): Promise<BatchRecord> {
  return runCall(session, { Fallback: BatchStorageError, signal }, async (ctx) => {
    // What is retried next is judged by today's rules.
    await refreshBatch(ctx, { batchId: id });
    return (await getStoredBatch(ctx, id)).record;
  });
}

/** Another process has begun the retry. Then there is something to wait for. */
function passIfRunning(error: unknown): void {
  if (!(error instanceof BatchStateError && error.code === 'wrong_state')) throw error;
}
