import { decodeLine } from '#lib/jsonl/decode.ts';
import { type JsonObject, isJsonObject } from '#lib/jsonl/json-object.ts';
import { type BatchEndpoint, endpointLike, endpointOfUrl } from '#lib/shared/contract/endpoints.ts';
import type { ForeignLineCode } from '#lib/shared/contract/problem-codes.ts';
import { checkBody, missingInBody } from './check-body.ts';
import { type Finding, checkText, misspelt, missingMembers, otherUrl, quotable, wrongType } from './finding.ts';
import { identifyLine } from './identify-line.ts';

/** A line that can be sent, as far as it can be judged by itself. */
export interface ReadRequest {
  readonly customId: string;
  /** As the line writes it; null when it has none. */
  readonly url: string | null;
  readonly hasMethod: boolean;
  /** What the url means; without one, what the body looks like. Null for an endpoint that we do not know. */
  readonly endpoint: BatchEndpoint | null;
  /** Null where the line leaves it out. */
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

export interface ReadRequestOptions {
  /** Where lines without a url go; null when that is not known yet. */
  readonly url: string | null;
  /**
   * As OpenAI reads a line: with method and url, and one missing part is named at a time. Else they may be
   * left out, to be filled in for whoever wants them.
   */
  readonly isStrict: boolean;
}

/**
 * Reads a line's value as a request. Reports one error a line, as OpenAI does, but all missing parts at once;
 * in the order custom_id, method, url, body. Messages are OpenAI's (published runs of 2025 and 2026) wherever
 * those are known. Duplicate keys, big numbers and further members are none of its business: lines are
 * forwarded as they came.
 */
export function readRequest(value: unknown, options: ReadRequestOptions): RequestReading {
  if (!isJsonObject(value)) return refuse(isPackedObject(value) ? doublyEncoded : notAnObject);
  const shownId = typeof value['custom_id'] === 'string' ? value['custom_id'] : null;
  const error = options.isStrict ? findStrictly(value, options.url) : findLeniently(value, options.url);
  if (error !== null) return refuse(error, error.param?.startsWith('custom_id') === true ? null : shownId);
  const [customId, url, body] = [value['custom_id'], value['url'] ?? null, value['body']];
  // `checkEnvelope` has seen to this.
  if (typeof customId !== 'string' || !(url === null || typeof url === 'string') || !isJsonObject(body))
    return refuse(notAnObject);

  if (options.isStrict && url !== null && options.url !== null && url !== options.url)
    return refuse(otherUrl(url, options.url, true), customId);
  const endpoint = endpointOf(url ?? options.url, body);
  const bodyError = checkBody(body, endpoint);
  if (bodyError !== null) return refuse(bodyError, customId);
  const model = typeof body['model'] === 'string' ? body['model'] : null;
  return { ok: true, request: { customId, url, hasMethod: 'method' in value, endpoint, model, body } };
}

const notAnObject: Finding = {
  code: 'line_not_object',
  param: null,
  message: 'This line is valid JSON, but not an object.',
  path: [],
};

const doublyEncoded: Finding = {
  code: 'doubly_encoded_line',
  param: null,
  message: 'This line is a text that holds JSON, not JSON itself.',
  path: [],
};

function isPackedObject(value: unknown): boolean {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return false;
  const decoded = decodeLine(Buffer.from(value));
  return decoded.ok && isJsonObject(decoded.value);
}

function refuse(error: Finding, customId: string | null = null): RequestReading {
  return { ok: false, error, customId };
}

const envelope = ['custom_id', 'method', 'url', 'body'] as const;

/** A name that is almost right, or a line that was written for something else. */
function findForeign(line: JsonObject): Finding | null {
  const names = Object.keys(line);
  for (const name of envelope) {
    if (name in line) continue;
    const written = names.find((other) => lettersOf(other) === lettersOf(name));
    if (written !== undefined) return misspelt(written, name);
  }
  const kind = line['body'] == null ? identifyLine(line) : null;
  return kind === null ? null : { code: kind, param: null, message: foreignMessages[kind], path: [] };
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/gu, '');
}

const foreignMessages: Readonly<Record<ForeignLineCode, string>> = {
  anthropic_request: 'This line has "params", as requests to Anthropic have.',
  gemini_request: 'This line has "contents", as requests to Gemini or Vertex AI have.',
  bedrock_request: 'This line has "modelInput", as requests to Amazon Bedrock have.',
  result_line: 'This line has an answer and no "body": it is a result.',
  fine_tuning_example: 'This line has an answer and no "model": it is a training example.',
  bare_body: "Missing required parameters: 'custom_id', 'body'. What the line holds belongs into the body.",
};

/** One thing at a time, and the url before the body that it asks for. */
function findStrictly(line: JsonObject, batchUrl: string | null): Finding | null {
  const [missing] = envelope.filter((name) => line[name] == null);
  if (missing !== undefined) return missingMembers([missing]);
  const error = checkEnvelope(line);
  if (error !== null) return error;
  const { url } = line;
  if (typeof url === 'string' && batchUrl !== null && url !== batchUrl) return otherUrl(url, batchUrl, true);
  const [inBody] = missingInBodyOf(line, batchUrl);
  return inBody === undefined ? null : missingMembers([inBody]);
}

function findLeniently(line: JsonObject, url: string | null): Finding | null {
  const foreign = findForeign(line);
  if (foreign !== null) return foreign;
  const missing = envelope.filter((name) => {
    const mayBeAbsent = name === 'method' || name === 'url';
    // Where it is there and null, another one cannot be put beside it.
    return mayBeAbsent ? line[name] === null : line[name] == null;
  });
  const all = [...missing, ...missingInBodyOf(line, url)];
  return all.length === 0 ? checkEnvelope(line) : missingMembers(all);
}

/** As paths; `url` is where lines without one go. */
function missingInBodyOf({ url: own, body }: JsonObject, url: string | null): readonly string[] {
  if (!isJsonObject(body)) return [];
  const endpoint = endpointOf(typeof own === 'string' ? own : url, body);
  return missingInBody(body, endpoint).map((name) => `body.${name}`);
}

/** What must be right of parts that are there. */
function checkEnvelope(line: JsonObject): Finding | null {
  for (const name of envelope.slice(0, 3)) {
    const value = line[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') return wrongType(name, 'a string', value, [name]);
    const error = checkText(name, [name], value);
    if (error !== null) return error;
    if (name === 'method' && value !== 'POST') return wrongMethod(value);
  }
  const { body } = line;
  return isJsonObject(body) ? null : wrongType('body', 'an object', body, ['body']);
}

function wrongMethod(method: string): Finding {
  const message = `The method must be POST, but is '${quotable(method)}'.`;
  return { code: 'invalid_method', param: 'method', message, path: ['method'] };
}

function endpointOf(url: string | null, body: JsonObject): BatchEndpoint | null {
  return url === null ? guessEndpoint(body) : (endpointOfUrl(url) ?? endpointLike(url));
}

/** By the one member that only requests to this endpoint have; `input` and `prompt` may be several things. */
function guessEndpoint(body: JsonObject): BatchEndpoint | null {
  return 'messages' in body ? '/v1/chat/completions' : null;
}
