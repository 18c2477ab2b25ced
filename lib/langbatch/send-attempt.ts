import { withdrawAttempt } from '#lib/batch/steps/withdraw-attempt.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { currentAttempt, openJobs } from '#lib/record/attempts.ts';
import { holdTargets } from '#lib/record/hold-targets.ts';
import { errorsOfJob } from '#lib/record/job-errors.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold } from '#lib/record/status.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { drive } from './drive.ts';
import { BatchStartError } from './errors.ts';
import { assertNobodyNeeded, describeForScript } from './look-now.ts';

/** After this many rate limits in a row, a call stops waiting for the provider. */
const patientFailures = 5;

export interface Sending {
  readonly batchId: string;
  /** Of the attempt that `begin` makes; null when it makes none, and nothing can be taken back. */
  readonly token: string | null;
  /** The verb that makes something to send. When its save fails it may have been carried out all the same. */
  readonly begin: () => Promise<unknown>;
  readonly lastFailure: () => unknown;
  readonly onChange: ((record: BatchRecord) => void) | undefined;
}

/**
 * Splits the current attempt and brings its parts to the provider. Returns when the provider has them all, except
 * for those that wait for room in its queue. When nothing could be sent, the attempt is taken back and
 * `BatchStartError` says why. Throws `BatchStateError` when nobody can know whether something was sent.
 */
export async function sendAttempt(ctx: Context, sending: Sending): Promise<void> {
  const { batchId, token, lastFailure } = sending;
  const record = await driveToProvider(ctx, sending);
  const attempt = currentAttempt(record);
  if (attempt === null || attempt.jobs.some((job) => job.providerId !== null)) return;
  const obstacle = findObstacle(record);
  if (obstacle?.kind === 'job_in_doubt') assertNobodyNeeded(record, lastFailure());
  const reason = obstacle === null ? refusalOf(attempt.jobs) : describeForScript(obstacle, lastFailure());
  if (reason === null) return;
  const isWithdrawn = token !== null && (await withdrawAttempt(ctx, { batchId, token }));
  // The provider had taken what it said it refused.
  if (!isWithdrawn && (await isAtProvider(ctx, batchId))) return;
  const ending = isWithdrawn ? ' Nothing was sent, and the batch is as it was before.' : '';
  throw new BatchStartError('provider_failed', `${asSentence(reason)}${ending}`, { cause: lastFailure() });
}

async function isAtProvider(ctx: Context, batchId: string): Promise<boolean> {
  const { record } = await getStoredBatch(ctx, batchId);
  return openJobs(record).some(({ providerId }) => providerId !== null);
}

/** Some providers leave out the full stop. */
function asSentence(text: string): string {
  return /[.!?”]$/u.test(text) ? text : `${text}.`;
}

async function driveToProvider(ctx: Context, { batchId, token, begin, onChange }: Sending): Promise<BatchRecord> {
  try {
    await begin();
    return await drive(ctx, batchId, {
      kinds: ['split', 'submit'],
      isEnough: (record) => isSettled(record) || findObstacle(record) !== null,
      onChange,
    });
  } catch (error) {
    if (token !== null) await withdrawQuietly({ ...ctx, signal: new AbortController().signal }, batchId, token);
    throw error;
  }
}

/** A storage that fails here too was already reported by the error that led here. */
async function withdrawQuietly(ctx: Context, batchId: string, token: string): Promise<void> {
  try {
    await withdrawAttempt(ctx, { batchId, token });
  } catch (error) {
    if (!AppError.is(error)) throw error;
  }
}

/** True when nothing is left to send now: each part is at the provider, has ended, or waits for room there. */
function isSettled(record: BatchRecord): boolean {
  const attempt = currentAttempt(record);
  return attempt?.isSplit === true && attempt.jobs.every((job) => !isToSend(job) || job.hold?.kind === 'token_limit');
}

function isToSend({ stage }: JobRecord): boolean {
  return stage === 'prepared' || stage === 'uploaded' || stage === 'sending';
}

/** What keeps the attempt from being sent and will not go away while the caller waits. */
function findObstacle(record: BatchRecord): Hold | null {
  const hold = deriveHold(record);
  if (hold === null || hold.kind === 'token_limit') return null;
  if (hold.kind !== 'rate_limit') return hold;
  const isLong = (target: Pick<JobRecord, 'hold' | 'failures'>): boolean =>
    target.hold?.kind === 'rate_limit' && target.failures >= patientFailures;
  return holdTargets(record).some(isLong) ? hold : null;
}

/** Why the provider refused the parts, when it refused all of them. */
function refusalOf(jobs: readonly JobRecord[]): string | null {
  const refused = jobs.find((job) => job.stage === 'ended' && job.status === 'failed');
  if (refused === undefined || jobs.some(isToSend)) return null;
  return errorsOfJob(refused)[0]?.message ?? 'The provider refused the batch.';
}
