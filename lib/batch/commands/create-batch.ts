import { inputKey } from '#lib/batch/store/file-keys.ts';
import { removeUnlessSaved } from '#lib/batch/store/remove-unless-saved.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { insertBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { emptyCounts } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { type BatchRecord, recordVersion } from '#lib/record/record.ts';
import { type CreateBatchInput, createBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';
import { defineVerb } from '#lib/verbs/define-verb.ts';
import { nameFromFile } from './name-from-file.ts';

/**
 * Stores the input file, saves a draft for it and has it checked. Repeated with the same id it gives the batch
 * that exists. Throws `StorageError` when the file cannot be stored; nothing is left behind then.
 */
export const createBatch = defineVerb({ name: 'createBatch', right: 'run', input: createBatchInput, run });

async function run(ctx: Context, input: CreateBatchInput): Promise<{ readonly batchId: string }> {
  const batchId = input.id ?? ctx.ids.next('batch');
  if ((await ctx.storage.loadBatch(batchId)) !== null) return { batchId };
  const key = inputKey(batchId, ctx.ids.next('input'));
  const stored = await ctx.files.write(key, input.content, { signal: ctx.signal });
  const record = makeDraft(ctx, input, {
    id: batchId,
    file: { key, name: input.inputName, bytes: stored.bytes, sha256: stored.sha256 },
  });
  addEvent(record, stampOf(ctx), {
    kind: 'created',
    data: { file: input.inputName, bytes: stored.bytes, defaultModel: input.defaultModel ?? null },
  });
  try {
    await insertBatch(ctx, record);
  } catch (error) {
    await removeUnlessSaved(ctx, batchId, key);
    // Somebody else made it at the same moment; or the id is taken by a batch that is not to be found here.
    const isConflict = AppError.is(error) && error.code === 'conflict';
    if (!isConflict || (await ctx.storage.loadBatch(batchId)) === null) throw error;
  }
  return { batchId };
}

function makeDraft(
  ctx: Context,
  input: CreateBatchInput,
  { id, file }: { readonly id: string; readonly file: BatchRecord['input'] },
): BatchRecord {
  const now = ctx.clock.now();
  return {
    version: recordVersion,
    id,
    name: input.name ?? nameFromFile(input.inputName),
    isListed: input.isListed,
    isSample: input.isSample,
    createdAt: now.toISOString(),
    createdBy: ctx.actor,
    connectionId: input.connectionId ?? null,
    completionWindow: input.completionWindow ?? '24h',
    tokenLimit: null,
    input: file,
    check: null,
    leaveOutBadLines: false,
    chosenEndpoint: input.endpoint ?? null,
    attempts: [],
    formerParts: [],
    counts: emptyCounts(0),
    curable: 0,
    untried: { failed: 0, missing: 0 },
    endings: { cutOff: 0, refused: 0, empty: 0 },
    resultBytes: 0,
    isIndexStale: false,
    usage: noUsage,
    cancelRequestedAt: null,
    removeRequestedAt: null,
    nextAt: now.toISOString(),
    failures: 0,
    hold: null,
    lease: null,
    unfinishedStarts: null,
    events: [],
  };
}
