import type { BatchRecord } from '../batch/record.ts';
import { deriveHold, deriveStatus } from '../batch/state.ts';
import { hurryBatch } from '../batch/wake-held-batches.ts';
import type { Context } from '../context.ts';
import { type EndedStatus, holdsThatNeedAPerson, isEnded, type JobStatus } from '../shared/status.ts';
import { advance } from './drive.ts';
import { BatchStateError } from './errors.ts';

/** Asks the provider about every open job now, and does what follows from it without waiting. */
export async function lookNow(ctx: Context, batchId: string): Promise<BatchRecord> {
  await hurryBatch(ctx, batchId);
  return advance(ctx, batchId);
}

/** Throws `BatchStateError` when only a person can help. */
export function assertNobodyNeeded(record: BatchRecord, failures: readonly unknown[]): void {
  const hold = deriveHold(record);
  if (hold === null || !holdsThatNeedAPerson.includes(hold.kind)) return;
  const advice = hold.kind === 'job_in_doubt' ? ' Call resolveDoubt().' : '';
  throw new BatchStateError('provider_failed', `${hold.sentence}${advice}`, { cause: failures.at(-1) });
}

/** OpenAI's word for how a started batch is: until the provider knows of any part, it is `validating`. */
export function openAiStatusOf(record: BatchRecord): JobStatus {
  const status = deriveStatus(record);
  return status === 'draft' || status === 'queued' ? 'validating' : status;
}

/** The status of a batch that nothing is under way of. */
export function endedStatusOf(record: BatchRecord): EndedStatus {
  const status = deriveStatus(record);
  return isEnded(status) ? status : 'completed';
}
