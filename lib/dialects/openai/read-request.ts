import { type JsonObject, isJsonObject } from '#lib/jsonl/json-object.ts';
import { type BatchEndpoint, endpointOfUrl } from '#lib/shared/contract/endpoints.ts';
import { type RequiredParameter, endpointRules } from './endpoint-rules.ts';
import { type Finding, emptyList, emptyText, longText, missingMember, quotable, wrongType } from './finding.ts';

/** A line that can be sent, as far as it can be judged by itself. */
export interface ReadRequest {
  readonly customId: string;
  /** As the line writes it. */
  readonly url: string;
  readonly endpoint: BatchEndpoint;
  /** Null where the endpoint has a default and the line leaves it out. */
  readonly model: string | null;
  readonly body: JsonObject;
}

export type RequestReading =
  | { readonly ok: true; readonly request: ReadRequest }
  | {
      readonly ok: false;
      readonly error: Finding;
      /** Null when that is what is wrong, or when it was not read. */
      readonly customId: string | null;
    };

/**
 * Reads a line's value as a request to `batchUrl`, or to any endpoint in any known spelling when that is null. Reports one error a line, as OpenAI does, in the order
 * custom_id, method, url, body. Messages are OpenAI's (published runs of 2025 and 2026) wherever those are known. Duplicate keys, big numbers and
 * further members are none of its business: lines are forwarded as they came.
 */
export function readRequest(value: unknown, batchUrl: string | null): RequestReading {
  if (!isJsonObject(value)) return refuse(notAnObject);
  const customId = readText(value, 'custom_id');
  if (typeof customId !== 'string') return refuse(customId);
  const method = readText(value, 'method');
  if (typeof method !== 'string') return refuse(method, customId);
  if (method !== 'POST') return refuse(wrongMethod(method), customId);
  const url = readText(value, 'url');
  if (typeof url !== 'string') return refuse(url, customId);
  const endpoint = endpointOfUrl(url);
  if (endpoint === null || (batchUrl !== null && url !== batchUrl)) return refuse(wrongUrl, customId);

  const { body } = value;
  if (body == null) return refuse(missingMember('body', []), customId);
  if (!isJsonObject(body)) return refuse(wrongType('body', 'an object', body, ['body']), customId);
  const error = checkBody(body, endpoint);
  if (error !== null) return refuse(error, customId);
  const model = typeof body['model'] === 'string' ? body['model'] : null;
  return { ok: true, request: { customId, url, endpoint, model, body } };
}

/**
 * In UTF-16 units. OpenAI documents no limit. Pages list hundreds of custom_ids and every job's record names the
 * model, so a name of megabytes would take a server's memory; real ones stay below a hundred.
 */
const maxNameLength = 10_000;

const notAnObject: Finding = {
  code: 'line_not_object',
  param: null,
  message: 'This line is valid JSON, but not an object.',
  path: [],
};

const wrongUrl: Finding = {
  code: 'invalid_url',
  param: 'url',
  message: 'The URL provided for this request does not match the batch endpoint.',
  path: ['url'],
};

function wrongMethod(method: string): Finding {
  const message = `The method must be POST, but is '${quotable(method)}'.`;
  return { code: 'invalid_method', param: 'method', message, path: ['method'] };
}

function refuse(error: Finding, customId: string | null = null): RequestReading {
  return { ok: false, error, customId };
}

function readText(line: JsonObject, name: string): string | Finding {
  const value = line[name];
  if (value == null) return missingMember(name, []);
  if (typeof value !== 'string') return wrongType(name, 'a string', value, [name]);
  return checkText(name, [name], value) ?? value;
}

function checkText(name: string, path: readonly string[], text: string): Finding | null {
  if (text === '') return emptyText(name, path);
  return text.length > maxNameLength ? longText(name, path, text.length, maxNameLength) : null;
}

function checkBody(body: JsonObject, endpoint: BatchEndpoint): Finding | null {
  for (const parameter of endpointRules[endpoint].required) {
    const error = checkRequired(body, parameter);
    if (error !== null) return error;
  }
  return body['stream'] === true ? streaming(endpoint) : null;
}

function checkRequired(body: JsonObject, { name, kind, unless }: RequiredParameter): Finding | null {
  const value = body[name];
  const path = ['body', name];
  if (value == null) return unless.some((other) => body[other] != null) ? null : missingMember(name, ['body']);
  if (typeof value === 'string' && kind !== 'list-of-objects') {
    return kind === 'text' ? checkText(name, path, value) : null;
  }
  if (kind === 'text') return wrongType(name, 'a string', value, path);
  if (kind === 'anything') return null;
  if (!Array.isArray(value)) {
    return wrongType(name, kind === 'text-or-list' ? 'a string or an array' : 'an array of objects', value, path);
  }
  if (value.length === 0) return emptyList(name, path);
  if (kind === 'text-or-list') return null;
  const at = value.findIndex((item) => !isJsonObject(item));
  return at === -1 ? null : wrongType(`${name}[${at}]`, 'an object', value[at], [...path, at]);
}

/** OpenAI's words are known for chat completions alone. */
function streaming(endpoint: BatchEndpoint): Finding {
  const prefix = endpoint === '/v1/chat/completions' ? 'Chat Completions: ' : '';
  return {
    code: 'streaming_unsupported',
    param: 'body.stream',
    message: `${prefix}Streaming is not supported in the Batch API.`,
    path: ['body', 'stream'],
  };
}
