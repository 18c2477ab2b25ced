import type { BatchRecord } from '../batch/record.ts';
import { deriveHold, deriveStatus } from '../batch/state.ts';
import { hurryBatch } from '../batch/wake-held-batches.ts';
import type { Context, TaskKind } from '../context.ts';
import { type EndedStatus, holdsThatNeedAPerson, isEnded, type JobStatus } from '../shared/status.ts';
import { advance } from './drive.ts';
import { BatchStateError } from './errors.ts';

/** The steps that ask and fetch: nothing is sent by them that could be paid for. */
const readingSteps = ['poll', 'cancel', 'collect'] as const satisfies readonly TaskKind[];

export interface LookOptions {
  /** Whether parts that are still to be sent go out too. */
  readonly sends: boolean;
  readonly onChange?: ((record: BatchRecord) => void) | undefined;
}

/** Asks the provider about every open job now, and does what follows from it without waiting. */
export async function lookNow(ctx: Context, batchId: string, { sends, onChange }: LookOptions): Promise<BatchRecord> {
  await hurryBatch(ctx, batchId);
  return advance(ctx, batchId, { onChange, ...(sends ? {} : { kinds: readingSteps }) });
}

/** Throws `BatchStateError` when only a person can help. */
export function assertNobodyNeeded(record: BatchRecord, failure: unknown): void {
  const hold = deriveHold(record);
  if (hold === null || !holdsThatNeedAPerson.includes(hold.kind)) return;
  const advice = hold.kind === 'job_in_doubt' ? ' Call resolveDoubt().' : '';
  throw new BatchStateError('provider_failed', `${hold.sentence}${advice}`, { cause: failure });
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
