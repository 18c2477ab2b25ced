import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { removeBatch } from '../batch/cancel-batch.ts';
import { createBatch } from '../batch/create-batch.ts';
import { readAllProblems } from '../batch/read-problems.ts';
import type { BatchRecord, CheckRecord } from '../batch/record.ts';
import { runStep } from '../batch/run-task.ts';
import { dueTasks } from '../batch/state.ts';
import { getStoredBatch } from '../batch/update-batch.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type BatchEndpoint, spellingsOf } from '../shared/endpoints.ts';
import { isSystemError } from '../system-error.ts';
import { defaultModel } from './defaults.ts';
import { drive } from './drive.ts';
import { BatchInitializationError, BatchValidationError, type RequestProblem } from './errors.ts';
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
  await using file = await openInput(path);
  const { size } = await file.stat();
  const content = countBytes(file.createReadStream({ autoClose: false }), size, options.onProgress);
  // Awaited here, as the file is closed when this function is left.
  return await makeBatch(ctx, { inputName: basename(path), content, isFile: true, ...options });
}

async function openInput(path: string): Promise<FileHandle> {
  try {
    const file = await open(path);
    if (!(await file.stat()).isDirectory()) return file;
    await file.close();
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR'))
      throw new BatchInitializationError('not_found', `There is no file ${path}. Check the path.`, { cause: error });
    if (isSystemError(error, 'EACCES') || isSystemError(error, 'EPERM'))
      throw new BatchInitializationError('invalid_input', `The file ${path} cannot be read: no permission.`, {
        cause: error,
      });
    throw error;
  }
  throw new BatchInitializationError('invalid_input', `${path} is a folder. Give the path of a JSONL file.`);
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
      `There are ${bodies.length} requests but ${customIds.length} custom ids. Give one for each request, or none.`,
    );
  const model = modelForAll(requests);
  const whole = { ...withoutUndefined(requests.defaults), ...(model === null ? {} : { model }) };
  const lines = writeLines({ ...requests, defaults: whole }, await spellEndpoint(ctx, endpoint, options));
  const content = countBytes(lines, null, options.onProgress);
  return makeBatch(ctx, { inputName: 'requests.jsonl', content, isFile: false, defaultModel: model, ...options });
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

async function* writeLines(requests: NewRequests, url: string): AsyncGenerator<Uint8Array> {
  const { bodies } = requests;
  for (let from = 0; from < bodies.length; from += requestsPerChunk) {
    const some = bodies.slice(from, from + requestsPerChunk);
    yield Buffer.from(some.map((body, at) => writeLine(requests, url, body, from + at)).join(''));
    // Nobody else would get a turn while a long list is written.
    await setImmediate();
  }
}

function writeLine({ defaults, customIds }: NewRequests, url: string, body: unknown, index: number): string {
  const custom_id = customIds?.[index] ?? randomUUID();
  if (!isObject(body))
    throw unwritable(index, custom_id, `it is ${body === null ? 'null' : `a ${typeof body}`}, not an object`);
  try {
    const whole = { ...defaults, ...withoutUndefined(body) };
    return `${JSON.stringify({ custom_id, method: 'POST', url, body: whole })}\n`;
  } catch (error) {
    throw unwritable(index, custom_id, error instanceof Error ? error.message : String(error), error);
  }
}

/** A member that is there but undefined is not meant to hide a default. */
function withoutUndefined(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unwritable(index: number, customId: string, reason: string, cause?: unknown): BatchValidationError {
  const message = `The request at index ${index} cannot be written as JSON: ${reason}`;
  const problem = { line: index + 1, index, customId, code: 'invalid_request', param: 'body', message };
  return new BatchValidationError(message, [problem], cause === undefined ? {} : { cause });
}

interface NewBatch extends MakeOptions {
  readonly inputName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** Whether problems are told by line alone, or by index too. */
  readonly isFile: boolean;
  readonly defaultModel?: string | null;
}

async function makeBatch(ctx: Context, batch: NewBatch): Promise<string> {
  const { inputName, content, name, connectionId, completionWindow, defaultModel: model } = batch;
  const { batchId } = await createBatch(ctx, {
    inputName,
    content,
    isListed: false,
    ...(name === undefined ? {} : { name }),
    ...(connectionId === null ? {} : { connectionId }),
    ...(completionWindow === undefined ? {} : { completionWindow }),
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

async function assertSendable(ctx: Context, record: BatchRecord, { endpoint, isFile }: NewBatch): Promise<void> {
  const { check } = record;
  if (check === null) return;
  if (check.refusal !== null) {
    const { code, sentence } = check.refusal;
    throw new BatchValidationError(sentence, [{ ...wholeFile, code, message: sentence }]);
  }
  if (check.badLines > 0) {
    const problems = await gatherProblems(ctx, record, isFile);
    throw new BatchValidationError(summarize(problems, check, isFile), problems);
  }
  if (endpoint === null || check.endpoint === endpoint) return;
  const message = `The requests are for ${check.endpoint ?? 'no endpoint'}, but this class sends to ${endpoint}.`;
  throw new BatchValidationError(message, [{ ...wholeFile, code: 'invalid_url', param: 'url', message }]);
}

const wholeFile = { line: null, index: null, customId: null, param: null };

async function gatherProblems(ctx: Context, record: BatchRecord, isFile: boolean): Promise<RequestProblem[]> {
  const problems: RequestProblem[] = [];
  for await (const found of readAllProblems(ctx, record)) {
    for (const { line, customId, code, param, message, severity } of found) {
      const index = isFile || line === null ? null : line - 1;
      if (severity === 'error') problems.push({ line, index, customId, code, param, message });
    }
  }
  return problems;
}

function summarize([first]: readonly RequestProblem[], { badLines, lines }: CheckRecord, isFile: boolean): string {
  const what = isFile ? 'lines' : 'requests';
  const count =
    badLines === 1
      ? `One of ${lines.toLocaleString('en')} ${what}`
      : `${badLines.toLocaleString('en')} of ${lines.toLocaleString('en')} ${what}`;
  if (first === undefined) return `${count} cannot be sent.`;
  const place = first.index === null ? `line ${first.line ?? 0}` : `index ${first.index}`;
  return `${count} cannot be sent, so nothing was stored. The first is at ${place}: ${first.message} (all of them are in \`problems\`)`;
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
