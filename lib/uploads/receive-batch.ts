import { z } from 'zod';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { storeDraft } from '#lib/batch/commands/store-draft.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, InvalidInputError } from '#lib/errors.ts';
import type { ErrorCode } from '#lib/errors.ts';
import { idempotencyKey, newBatchFields } from '#lib/shared/contract/api-inputs.ts';
import { createBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { maxUploadBytes } from '#lib/shared/contract/upload.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';
import { batchIdOfKey } from './batch-id-of-key.ts';
import { connectionForBatch } from './connection-for-batch.ts';
import { cleanFileName } from './upload-metadata.ts';
import { waitForCheck } from './wait-for-check.ts';

const receiveBatchInput = createBatchInput.pick({ inputName: true, content: true }).extend({
  /** With the same one again there is one batch, started once. */
  key: idempotencyKey.nullable(),
  /** Gives the `newBatchFields` when the content has come to its end: a form may bring them after its file. */
  readFields: z.custom<() => Promise<unknown>>((value) => typeof value === 'function'),
  /** They are known before the content comes, so what is wrong with them is said at once. */
  areFieldsFirst: z.boolean(),
  /** Aborts when nobody waits for the answer any more. */
  gone: z.instanceof(AbortSignal),
});

export interface ReceivedBatch {
  readonly batchId: string;
  /** Why it stays a draft though it was to be started; null when it was started, or was not to be. */
  readonly notStarted: string | null;
}

/**
 * Makes a batch of a whole file in one call, as programs send it, and starts it where they ask for that and the check
 * finds that every line can be sent; else it stays a draft. Called again with the same key it goes on where the first
 * call ended: the first file and its choices count. Throws `InvalidInputError` for an empty file, and for fields
 * that are unknown or name no connection; nothing is left behind then.
 */
export const receiveBatch = defineVerb({
  name: 'receiveBatch',
  right: 'run',
  audit: 'batch',
  input: receiveBatchInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof receiveBatchInput>): Promise<ReceivedBatch> {
  const id = input.key === null ? ctx.ids.next('batch') : batchIdOfKey(ctx, input.key);
  let reading: Promise<z.output<typeof newBatchFields>> | null = null;
  const readFields = () => (reading ??= input.readFields().then((fields) => parseInput(newBatchFields, fields)));
  const choose = async () => {
    const { name, connection } = await readFields();
    return { name, connectionId: await connectionForBatch(ctx, connection), isListed: true, isSample: false };
  };
  const isThere = (await ctx.storage.loadBatch(id)) !== null;
  if (input.areFieldsFirst && !isThere) await choose();
  const content = wholeFile(input.content);
  if (isThere) await readToTheEnd(content);
  const { batchId } = await storeDraft(ctx, { id, inputName: cleanFileName(input.inputName), content, choose });
  const { start } = await readFields();
  return { batchId, notStarted: start === 'true' ? await tryToStart(ctx, batchId, input.gone) : null };
}

/** Throws `InvalidInputError` for a file without a byte, and for one that is larger than any upload may be. */
async function* wholeFile(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxUploadBytes) throw tooLarge();
    yield chunk;
  }
  if (bytes === 0)
    throw new InvalidInputError('The file is empty. Send at least one request, each on a line of its own.');
}

function tooLarge(): InvalidInputError {
  const megabytes = Math.floor(maxUploadBytes / 1024 ** 2);
  return new InvalidInputError(
    `This file is larger than ${megabytes} MB, the most that can be sent. Split it into smaller files.`,
  );
}

/** Whoever repeats a call sends the file again, and its fields may come after it. */
async function readToTheEnd(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of content) void chunk;
}

/** What keeps a draft from being started is no error of the call that made it. */
const obstacles: readonly ErrorCode[] = ['wrong_state', 'invalid_input', 'conflict', 'not_found'];

/** Says why the batch could not be started; null when it is. There is one token a batch, so it starts once. */
async function tryToStart(ctx: Context, batchId: string, gone: AbortSignal): Promise<string | null> {
  await waitForCheck(ctx, batchId, AbortSignal.any([ctx.signal, gone]));
  const { attempts } = (await getStoredBatch(ctx, batchId)).record;
  if (attempts.length > 0) return null;
  try {
    await startBatch(ctx, { batchId, token: `start_${batchId}` });
    return null;
  } catch (error) {
    if (AppError.is(error) && obstacles.includes(error.code)) return error.message;
    throw error;
  }
}
