import { randomUUID } from 'node:crypto';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type RetryOptions, scopeOf } from '../call-options.ts';
import { BatchStateError } from '../errors.ts';
import type { Session } from '../session.ts';
import { fetchStarted } from './get-started.ts';
import { sendCall } from './send-call.ts';

export async function retry(
  session: Session,
  id: string,
  { signal, onProgress, scope = 'failed' }: RetryOptions,
): Promise<void> {
  const token = randomUUID();
  const begin = async (ctx: Context): Promise<void> => {
    await fetchStarted(ctx, id, onProgress);
    await refreshBatch(ctx, { batchId: id });
    await retryBatch(ctx, { batchId: id, token, scope: scopeOf(scope) });
  };
  await sendCall(session, id, { Fallback: BatchStateError, signal, onProgress, token, begin });
}
