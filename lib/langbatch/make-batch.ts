import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { readAllProblems } from '#lib/batch/reads/read-problems.ts';
import { runStep } from '#lib/batch/steps/run-task.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { BatchRecord, CheckRecord } from '#lib/record/record.ts';
import { batchName } from '#lib/shared/contract/batch-inputs.ts';
import { type BatchEndpoint, spellingsOf } from '#lib/shared/contract/endpoints.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { isSystemError } from '#lib/system-error.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';
import { defaultModel } from './defaults.ts';
import { drive } from './drive.ts';
import { BatchError, BatchInitializationError, BatchValidationError, type RequestProblem } from './errors.ts';
import { type ByteProgress, countBytes } from './progress.ts';

export interface MakeOptions {
  /** Null takes the one that the file names. */
  readonly endpoint: BatchEndpoint | null;
  readonly connectionId: string | null;
  readonly name?: string | undefined;
  readonly completionWindow?: string | undefined;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
}

/** Stores the file as a draft and checks every line. Returns the batch's id. */
export async function makeBatchFromFile(ctx: Context, path: string, options: MakeOptions): Promise<string> {
  const before = await onInput(path, () => statInput(path));
  await using file = await onInput(path, () => open(path));
  const content = readInput(path, file.createReadStream({ autoClose: false }), before);
  const counted = countBytes(content, before.size, options.onProgress);
  // Awaited here, as the file is closed when this function is left.
  return await makeBatch(ctx, { inputName: basename(path), content: counted, unwritable: null, ...options });
}

/** A pipe or a device would hang, or never end. */
async function statInput(path: string): Promise<Stats> {
  const found = await stat(path);
  if (found.isFile()) return found;
  const what = found.isDirectory() ? 'a folder' : 'no file with an end';
  throw new BatchInitializationError('invalid_input', `${path} is ${what}. Give the path of a JSONL file.`);
}

async function* readInput(path: string, content: AsyncIterable<unknown>, before: Stats): AsyncGenerator<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  for (;;) {
    const step: IteratorResult<unknown, unknown> = await onInput(path, () => chunks.next());
    if (step.done === true) break;
    if (step.value instanceof Uint8Array) yield step.value;
  }
  const after = await onInput(path, () => stat(path));
  if (after.size === before.size && after.mtimeMs === before.mtimeMs) return;
  throw new BatchInitializationError(
    'invalid_input',
    `${path} was changed while it was read. Try again when nobody writes it.`,
  );
}

async function onInput<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error instanceof BatchError) throw error;
    if (isSystemError(error, 'ENOENT', 'ENOTDIR'))
      throw new BatchInitializationError('not_found', `There is no file ${path}. Check the path.`, { cause: error });
    throw new BatchInitializationError('invalid_input', `The file ${path} cannot be read: ${error.message}.`, {
      cause: error,
    });
  }
}

export interface NewRequests {
  readonly endpoint: BatchEndpoint;
  readonly bodies: readonly object[];
  /** Body members for all requests; those of a request itself count more. */
  readonly defaults: object;
  readonly customIds: readonly string[] | undefined;
}

/** Writes a line for each body and makes a batch of them. Returns its id. Throws errors that name the index of a bad body. */
export async function makeBatchFromBodies(ctx: Context, requests: NewRequests, options: MakeOptions): Promise<string> {
  const { endpoint, bodies, customIds } = requests;
  if (bodies.length === 0)
    throw new BatchInitializationError('invalid_input', 'A batch needs at least one request, and this list is empty.');
  if (customIds !== undefined && customIds.length !== bodies.length)
    throw new BatchInitializationError(
      'invalid_input',
      `The numbers of requests (${bodies.length}) and of custom ids (${customIds.length}) differ. Give one for each request, or none.`,
    );
  const model = modelForAll(requests);
  const defaults = { ...withoutUndefined(requests.defaults), ...(model === null ? {} : { model }) };
  const unwritable = new Map<number, string>();
  const lines = writeLines({ ...requests, defaults }, await spellEndpoint(ctx, endpoint, options), unwritable);
  const content = countBytes(lines, null, options.onProgress);
  return makeBatch(ctx, { inputName: 'requests.jsonl', content, unwritable, defaultModel: model, ...options });
}

/** The default model is for lists that name none at all: one request without a model among others is a slip. */
function modelForAll({ endpoint, bodies, defaults }: NewRequests): string | null {
  const isNamed = [defaults, ...bodies].some((body) => isObject(body) && 'model' in body && body.model != null);
  return isNamed ? null : defaultModel(endpoint);
}

/** The endpoint as this batch's provider writes it. As OpenAI does where none is known yet: that is chosen later. */
async function spellEndpoint(ctx: Context, endpoint: BatchEndpoint, options: MakeOptions): Promise<string> {
  const { connectionId, completionWindow = '24h' } = options;
  try {
    const provider = await ctx.providers.forConnection(connectionId);
    const isTaken = (url: string): boolean => provider.whyNotSendable({ url, completionWindow }) === null;
    return spellingsOf(endpoint).find(isTaken) ?? endpoint;
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'invalid_input') throw error;
    return endpoint;
  }
}

const requestsPerChunk = 500;

async function* writeLines(
  requests: NewRequests,
  url: string,
  unwritable: Map<number, string>,
): AsyncGenerator<Uint8Array> {
  const { bodies, customIds } = requests;
  for (let from = 0; from < bodies.length; from += requestsPerChunk) {
    const lines = bodies.slice(from, from + requestsPerChunk).map((given, at) => {
      const index = from + at;
      const body = writeBody(given, requests.defaults);
      if (!body.ok) unwritable.set(index, body.reason);
      const custom_id = JSON.stringify(customIds?.[index] ?? randomUUID());
      return `{"custom_id":${custom_id},"method":"POST","url":${JSON.stringify(url)},"body":${body.ok ? body.json : 'null'}}\n`;
    });
    yield Buffer.from(lines.join(''));
    // Nobody else would get a turn while a long list is written.
    await setImmediate();
  }
}

type WrittenBody = { readonly ok: true; readonly json: string } | { readonly ok: false; readonly reason: string };

/** A body that cannot be written stands as null in its line, so that the check goes on to the others. */
function writeBody(body: unknown, defaults: object): WrittenBody {
  if (!isObject(body))
    return { ok: false, reason: `it is ${body == null ? String(body) : `a ${typeof body}`}, not an object` };
  try {
    return { ok: true, json: JSON.stringify({ ...defaults, ...withoutUndefined(body) }) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A member that is there but undefined is not meant to hide a default. */
function withoutUndefined(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface NewBatch extends MakeOptions {
  readonly inputName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** Why bodies could not be written, by their index; null for a file, whose problems have no index. */
  readonly unwritable: ReadonlyMap<number, string> | null;
  readonly defaultModel?: string | null;
}

async function makeBatch(ctx: Context, batch: NewBatch): Promise<string> {
  const { inputName, content, connectionId, completionWindow, defaultModel: model } = batch;
  const name = batch.name === undefined ? undefined : parseInput(batchName, batch.name);
  const endpoint = batch.endpoint === null ? undefined : await spellEndpoint(ctx, batch.endpoint, batch);
  const { batchId } = await createBatch(ctx, {
    inputName,
    content,
    isListed: false,
    ...(name === undefined ? {} : { name }),
    ...(connectionId === null ? {} : { connectionId }),
    ...(completionWindow === undefined ? {} : { completionWindow }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(model == null ? {} : { defaultModel: model }),
  });
  try {
    const record = await drive(ctx, batchId, { kinds: ['check'], isEnough: isChecked });
    await assertSendable(ctx, record, batch);
    return batchId;
  } catch (error) {
    await discard(ctx, batchId);
    throw error;
  }
}

function isChecked({ check }: BatchRecord): boolean {
  return check !== null && check.endedAt !== null;
}

async function assertSendable(ctx: Context, record: BatchRecord, { endpoint, unwritable }: NewBatch): Promise<void> {
  const { check } = record;
  if (check === null) return;
  if (check.refusal !== null) {
    const { code } = check.refusal;
    const sentence = refusalText(check.refusal);
    throw new BatchValidationError(sentence, [{ ...wholeFile, code, message: sentence }]);
  }
  if (check.badLines > 0) {
    const problems = await gatherProblems(ctx, record, unwritable);
    throw new BatchValidationError(summarize(problems, check), problems);
  }
  if (endpoint === null || check.endpoint === endpoint) return;
  const message = `The requests are for ${check.endpoint ?? 'no endpoint'}, but this class sends to ${endpoint}.`;
  throw new BatchValidationError(message, [{ ...wholeFile, code: 'invalid_url', param: 'url', message }]);
}

const wholeFile = { line: null, index: null, customId: null, param: null };

async function gatherProblems(
  ctx: Context,
  record: BatchRecord,
  unwritable: NewBatch['unwritable'],
): Promise<RequestProblem[]> {
  const problems: RequestProblem[] = [];
  for await (const found of readAllProblems(ctx, record)) {
    for (const { line, customId, code, param, message, severity } of found) {
      if (severity !== 'error') continue;
      const index = unwritable === null || line === null ? null : line - 1;
      const reason = index === null ? undefined : unwritable?.get(index);
      problems.push(
        reason === undefined
          ? { line, index, customId, code, param, message }
          : {
              line,
              index,
              customId,
              code: 'invalid_request',
              param: 'body',
              message: `The body cannot be written as JSON: ${reason}.`,
            },
      );
    }
  }
  return problems;
}

function summarize([first]: readonly RequestProblem[], { badLines, lines }: CheckRecord): string {
  const what = first?.index == null ? 'line' : 'request';
  const all = lines.toLocaleString('en');
  const count =
    lines === 1 ? `The only ${what}` : `${badLines === 1 ? 'One' : badLines.toLocaleString('en')} of ${all} ${what}s`;
  if (first === undefined) return `${count} cannot be sent.`;
  const place = first.index === null ? `line ${first.line ?? 0}` : `index ${first.index}`;
  const others = badLines === 1 ? '' : ' (all of them are in `problems`)';
  return `${count} cannot be sent, so nothing was stored. ${badLines === 1 ? 'It' : 'The first'} is at ${place}: ${first.message}${others}`;
}

/** Removes what was stored of a batch that came to nothing. A storage that fails here too has said so by the error that led here. */
async function discard(ctx: Context, batchId: string): Promise<void> {
  const tidy: Context = { ...ctx, signal: new AbortController().signal };
  try {
    await removeBatch(tidy, { batchId });
    const { record } = await getStoredBatch(tidy, batchId);
    for (const task of dueTasks(record)) if (task.kind === 'remove') await runStep(tidy, task);
  } catch (error) {
    if (!AppError.is(error)) throw error;
  }
}
