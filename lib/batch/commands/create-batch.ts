import { inputIndexKey, inputKey, problemsKey } from '#lib/batch/store/file-keys.ts';
import { addEvent, getStoredBatch, insertBatch, updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, WrongStateError } from '#lib/errors.ts';
import type { BatchEvent, BatchRecord } from '#lib/record/record.ts';
import { emptyCounts } from '#lib/record/state.ts';

export interface CreateBatchInput {
  /** Given by a caller that may have to repeat the call; else made here. */
  readonly id?: string;
  /** The file's name, as the user knows it. */
  readonly inputName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** By default made from the file's name. */
  readonly name?: string;
  readonly connectionId?: string;
  /** 24h by default, which all providers take. */
  readonly completionWindow?: string;
  /** The model that was put into requests that named none. */
  readonly defaultModel?: string;
  /** False for an upload that its maker has not kept yet. */
  readonly isListed: boolean;
  readonly isSample?: boolean;
}

/**
 * Stores the input file, saves a draft for it and has it checked. Repeated with the same id it gives the batch
 * that exists. Throws `StorageError` when the file cannot be stored; nothing is left behind then.
 */
export async function createBatch(ctx: Context, input: CreateBatchInput): Promise<{ readonly batchId: string }> {
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
    isSample: input.isSample ?? false,
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

/**
 * Puts another file in the place of a draft's and has it checked. Throws `WrongStateError` for a batch that has
 * been started; the earlier file stays until the new one is stored whole.
 */
export async function replaceInput(
  ctx: Context,
  input: { readonly batchId: string; readonly inputName: string; readonly content: AsyncIterable<Uint8Array> },
): Promise<void> {
  const { record } = await getStoredBatch(ctx, input.batchId);
  assertIsDraft(record);
  const key = inputKey(input.batchId, ctx.ids.next('input'));
  const stored = await ctx.files.write(key, input.content, { signal: ctx.signal });
  const earlierKey = await setInput(ctx, input.batchId, { key, name: input.inputName, ...stored });
  for (const unused of [earlierKey, inputIndexKey({ key: earlierKey }), problemsKey({ key: earlierKey })]) {
    await ctx.files.remove(unused);
  }
}

/** A save that failed may have been carried out all the same, as when the connection broke before the answer. */
async function removeUnlessSaved(ctx: Context, batchId: string, key: string): Promise<void> {
  const stored = await ctx.storage.loadBatch(batchId);
  if (stored?.record.input.key !== key) await ctx.files.remove(key);
}

async function setInput(ctx: Context, batchId: string, stored: BatchRecord['input']): Promise<string> {
  try {
    const { value } = await updateBatch(ctx, batchId, (draft) => {
      assertIsDraft(draft);
      const now = ctx.clock.now();
      const earlierKey = draft.input.key;
      const hasFileName = draft.name === nameFromFile(draft.input.name);
      if (hasFileName) draft.name = nameFromFile(stored.name);
      draft.input = { key: stored.key, name: stored.name, bytes: stored.bytes, sha256: stored.sha256 };
      draft.check = null;
      draft.leaveOutBadLines = false;
      draft.counts = emptyCounts(0);
      draft.nextAt = now.toISOString();
      draft.failures = 0;
      draft.hold = null;
      // Whoever still checks the earlier file loses the work with the lease.
      draft.lease = null;
      addEvent(draft, {
        at: now,
        actor: ctx.actor,
        kind: 'input_replaced',
        data: { file: stored.name, bytes: stored.bytes },
      });
      return earlierKey;
    });
    return value;
  } catch (error) {
    await removeUnlessSaved(ctx, batchId, stored.key);
    throw error;
  }
}

function assertIsDraft(record: BatchRecord): void {
  if (record.attempts.length > 0 || record.removeRequestedAt !== null) {
    throw new WrongStateError('Only a draft can get another file. Make a new batch for this one.');
  }
}

/** `tickets-october.jsonl` becomes `tickets-october`. */
function nameFromFile(fileName: string): string {
  const name = fileName.replace(/\.(jsonl|ndjson|json|txt)$/iu, '').trim();
  return (name === '' ? fileName : name).slice(0, 200);
}
