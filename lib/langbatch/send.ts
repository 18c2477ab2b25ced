import type { BatchRecord, JobRecord } from '../batch/record.ts';
import { currentAttempt, deriveHold } from '../batch/state.ts';
import { getStoredBatch } from '../batch/update-batch.ts';
import { withdrawAttempt } from '../batch/withdraw-attempt.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Hold } from '../shared/status.ts';
import { drive } from './drive.ts';
import { BatchStartError } from './errors.ts';

/** A provider that says so many times in a row that it is asked too much is not waited for. */
const patientFailures = 5;

/**
 * Splits the current attempt and brings its parts to the provider. Returns when all are there, but for those that wait for room in the provider's
 * queue. When nothing could be sent the attempt is taken back and `BatchStartError` says why.
 */
export async function sendAttempt(
  ctx: Context,
  batchId: string,
  lastFailure: () => unknown,
  onChange: ((record: BatchRecord) => void) | undefined,
): Promise<void> {
  const record = await driveToProvider(ctx, batchId, onChange);
  const attempt = currentAttempt(record);
  if (attempt === null || attempt.jobs.some((job) => job.providerId !== null)) return;
  const reason = findObstacle(record)?.sentence ?? refusalOf(attempt.jobs);
  if (reason === null) return;
  const isWithdrawn = await withdrawAttempt(ctx, { batchId, attempt: attempt.number });
  const ending = isWithdrawn ? ' Nothing was sent, and the batch is as it was before.' : '';
  throw new BatchStartError('provider_failed', `${reason}${ending}`, { cause: lastFailure() });
}

async function driveToProvider(
  ctx: Context,
  batchId: string,
  onChange: ((record: BatchRecord) => void) | undefined,
): Promise<BatchRecord> {
  try {
    return await drive(ctx, batchId, {
      kinds: ['split', 'submit'],
      isEnough: (record) => isSettled(record) || findObstacle(record) !== null,
      onChange,
    });
  } catch (error) {
    await withdrawQuietly({ ...ctx, signal: new AbortController().signal }, batchId);
    throw error;
  }
}

/** A storage that fails here too has said so by the error that led here. */
async function withdrawQuietly(ctx: Context, batchId: string): Promise<void> {
  try {
    const { record } = await getStoredBatch(ctx, batchId);
    await withdrawAttempt(ctx, { batchId, attempt: record.attempts.length });
  } catch (error) {
    if (!AppError.is(error)) throw error;
  }
}

/** True when nothing is left to send now: every part is at the provider, has ended, or waits for room there. */
function isSettled(record: BatchRecord): boolean {
  const attempt = currentAttempt(record);
  return attempt?.isSplit === true && attempt.jobs.every((job) => !isToSend(job) || job.hold?.kind === 'token_limit');
}

function isToSend({ stage }: JobRecord): boolean {
  return stage === 'prepared' || stage === 'uploaded' || stage === 'sending';
}

/** What will not go away while the caller waits. */
function findObstacle(record: BatchRecord): Hold | null {
  const hold = deriveHold(record);
  if (hold === null || hold.kind === 'token_limit') return null;
  if (hold.kind !== 'rate_limit') return hold;
  const jobs = currentAttempt(record)?.jobs ?? [];
  return jobs.some((job) => job.hold?.kind === 'rate_limit' && job.failures >= patientFailures) ? hold : null;
}

/** Why the provider refused the parts, when it refused all of them. */
function refusalOf(jobs: readonly JobRecord[]): string | null {
  const refused = jobs.find((job) => job.stage === 'ended' && job.status === 'failed');
  if (refused === undefined || jobs.some(isToSend)) return null;
  return refused.providerErrors[0]?.message ?? 'The provider refused the batch.';
}
