import { z } from 'zod';
import { rebuildIndex } from '#lib/batch/results/rebuild-index.ts';
import { inputIndexKey, problemsKey, tableKeys } from '#lib/batch/store/file-keys.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { AppError, ConflictError, WrongStateError } from '#lib/errors.ts';
import { allJobs, currentAttempt } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { idInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

const copyBatchInput = z.object({
  batchId: idInput,
  to: z.custom<BatchStorage>(),
  /** The connection that the batch has there. */
  connectionId: z.nullable(idInput),
  /** Wraps what is copied, to count its bytes. */
  watch: z.custom<(content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>>(),
});

/**
 * Copies a batch with its files into another storage: the record last, so that it appears whole. Throws
 * `WrongStateError` while parts of it are still to be sent, as two storages would send them both, and `ConflictError`
 * when the other storage has this batch already.
 */
export const copyBatch = defineVerb({ name: 'copyBatch', right: 'run', audit: 'none', input: copyBatchInput, run });

async function run(ctx: Context, { batchId, to, connectionId, watch }: Parsed<typeof copyBatchInput>): Promise<void> {
  const { record } = await getStoredBatch(ctx, batchId);
  assertNothingToSend(record);
  if ((await to.loadBatch(batchId)) !== null) throw alreadyThere(batchId);
  const copy = withoutLeases({ ...structuredClone(record), connectionId, isListed: true });
  const keys = await fileKeysOf(ctx.files, record);
  const written: string[] = [];
  try {
    for (const key of keys) {
      if ((await to.files.size(key)) === null) written.push(key);
      await to.files.write(key, watch(ctx.files.read(key)), { signal: ctx.signal });
    }
    await rebuildIndex({ ...ctx, storage: to, files: to.files }, copy);
    await assertWhole(to, keys);
    await to.saveBatch(copy, 0);
  } catch (error) {
    await removeHalfCopy(to, batchId, written);
    throw error;
  }
}

/** Another copy of the same batch that broke at the same time may have taken files along. */
async function assertWhole(to: BatchStorage, keys: readonly string[]): Promise<void> {
  for (const key of keys)
    if ((await to.files.size(key)) === null)
      throw new ConflictError('Somebody else was saving this batch to the same storage. Try again.');
}

/**
 * What a broken copy has left; files that were there before it may be those of somebody else's copy of the
 * same batch.
 */
async function removeHalfCopy(to: BatchStorage, batchId: string, written: readonly string[]): Promise<void> {
  try {
    if ((await to.loadBatch(batchId)) !== null) return;
    await to.index?.removeBatch(batchId);
    for (const key of written) await to.files.remove(key);
  } catch (error) {
    // A storage that fails here too has said so by the error that led here.
    if (!AppError.is(error)) throw error;
  }
}

function alreadyThere(batchId: string): ConflictError {
  return new ConflictError(`That storage has batch ${batchId} already. Load it from there.`);
}

function assertNothingToSend(record: BatchRecord): void {
  const attempt = currentAttempt(record);
  if (attempt === null) return;
  if (attempt.isSplit && attempt.jobs.every(isPastSending)) return;
  throw new WrongStateError(
    'Parts of this batch are still to be sent, or may be sent again. Save it elsewhere when all of them run.',
  );
}

/** Until it is past `validating` the provider may send a job back for want of room, and then it is sent once more. */
function isPastSending({ stage, status }: JobRecord): boolean {
  if (stage === 'ended' || stage === 'collected') return true;
  return stage === 'sent' && status !== null && status !== 'queued' && status !== 'validating';
}

function withoutLeases(record: BatchRecord): BatchRecord {
  record.lease = null;
  for (const job of allJobs(record)) job.lease = null;
  return record;
}

function tableFilesOf(batchId: string, { source, reading }: NonNullable<BatchRecord['table']>): readonly string[] {
  if (reading === null) return [source.key];
  const { prefix: _, ...files } = tableKeys(batchId, reading.revision);
  return [source.key, ...Object.values(files)];
}

/** Everything that the record points to and that is there. */
async function fileKeysOf(files: FileStore, record: BatchRecord): Promise<readonly string[]> {
  const { input, table } = record;
  const keys = [input.key, inputIndexKey(input), problemsKey(input)];
  if (table !== null) keys.push(...tableFilesOf(record.id, table));
  for (const { selectionKey, jobs } of record.attempts) {
    if (selectionKey !== null) keys.push(selectionKey);
    for (const { payload, manifestKey, output, errors, outcomesKey } of jobs)
      keys.push(...[payload.key, manifestKey, output?.key, errors?.key, outcomesKey].filter((key) => key != null));
  }
  const unique = [...new Set(keys)];
  const sizes = await Promise.all(unique.map((key) => files.size(key)));
  return unique.filter((_, at) => sizes[at] !== null);
}
