import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import { defaultModel } from './defaults.ts';
import { BatchInitializationError } from './errors.ts';
import { makeBatch, type MakeOptions, spellEndpoint } from './make-batch.ts';
import { countBytes } from './progress.ts';

export interface NewRequests {
  readonly endpoint: BatchEndpoint;
  readonly bodies: readonly object[];
  /** Body members for all requests; those of a request itself count more. */
  readonly defaults: object;
  readonly customIds: readonly string[] | undefined;
}

/**
 * Writes a line for each body and makes a batch of them. Returns its id. Errors name the index of a body that
 * cannot be sent.
 */
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

/** The default model, for lists in which no request names a model. When some do, a request without one is a mistake. */
function modelForAll({ endpoint, bodies, defaults }: NewRequests): string | null {
  const isNamed = [defaults, ...bodies].some((body) => isObject(body) && 'model' in body && body.model != null);
  return isNamed ? null : defaultModel(endpoint);
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

/** A body that cannot be written becomes null in its line, so that the check still reads the others. */
function writeBody(body: unknown, defaults: object): WrittenBody {
  if (!isObject(body))
    return { ok: false, reason: `it is ${body == null ? String(body) : `a ${typeof body}`}, not an object` };
  try {
    return { ok: true, json: JSON.stringify({ ...defaults, ...withoutUndefined(body) }) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A member that is undefined must not hide a default. */
function withoutUndefined(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
