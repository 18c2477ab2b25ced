import { inputKey } from '#lib/batch/store/file-keys.ts';
import { removeUnlessSaved } from '#lib/batch/store/remove-unless-saved.ts';
import { addEvent, insertBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { BatchEvent, BatchRecord } from '#lib/record/record.ts';
import { emptyCounts } from '#lib/record/state.ts';
import { type CreateBatchInput, createBatchInput } from '#lib/shared/contract/batch-inputs.ts';
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
  const now = ctx.clock.now();
  const record: BatchRecord = {
    version: 1,
    id: batchId,
    name: input.name ?? nameFromFile(input.inputName),
    isListed: input.isListed,
    isSample: input.isSample,
    createdAt: now.toISOString(),
    createdBy: ctx.actor,
    connectionId: input.connectionId ?? null,
    completionWindow: input.completionWindow ?? '24h',
    tokenLimit: null,
    input: { key, name: input.inputName, bytes: stored.bytes, sha256: stored.sha256 },
    check: null,
    leaveOutBadLines: false,
    attempts: [],
    counts: emptyCounts(0),
    curable: 0,
    resultBytes: 0,
    usage: { inputTokens: 0, outputTokens: 0 },
    cancelRequestedAt: null,
    removeRequestedAt: null,
    nextAt: now.toISOString(),
    failures: 0,
    hold: null,
    lease: null,
    events: [],
  };
  addEvent(record, {
    at: now,
    actor: ctx.actor,
    kind: 'created',
    data: describeUpload(input, stored.bytes),
  });
  try {
    await insertBatch(ctx, record);
  } catch (error) {
    await removeUnlessSaved(ctx, batchId, key);
    if (!(AppError.is(error) && error.code === 'conflict')) throw error;
  }
  return { batchId };
}

function describeUpload({ inputName: file, defaultModel }: CreateBatchInput, bytes: number): BatchEvent['data'] {
  return defaultModel === undefined ? { file, bytes } : { file, bytes, defaultModel };
}
