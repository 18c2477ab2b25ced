import { decodeLine, parseJson } from '#lib/jsonl/decode.ts';
import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import { writeJson } from '#lib/shared/reading/json-value.ts';

const maxMessageLength = 500;
const maxCodeLength = 100;

/** More than any model reads: such a number is none, and sums over a million lines stay exact. */
const maxTokens = 2 ** 31 - 1;

/** What a provider returned for one request in one job. */
export interface ResultLine {
  /** Exactly as returned; null when the line has none. */
  readonly customId: string | null;
  readonly outcome: 'succeeded' | 'failed';
  /** HTTP status of the request's own answer; null when it never got one. */
  readonly statusCode: number | null;
  /** A failure's code, else its type; numbers become text. Null when there is none, and for successes. */
  readonly errorCode: string | null;
  /** A failure's message, cut at 500 UTF-16 units and safe to store. Null when there is none, and for successes. */
  readonly message: string | null;
  /** Null when the provider did not say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** The provider's id of the request, for its support. */
  readonly requestId: string | null;
}

export type ResultLineParse =
  | {
      readonly ok: true;
      readonly result: ResultLine;
      /** The whole line as it was parsed. */
      readonly value: JsonObject;
    }
  | { readonly ok: false };

/** Longer than an input line may be: ten large pictures as base64 are one result line, and it has been paid for. */
export const maxResultLineBytes = 128 * 1024 * 1024;

/**
 * Reads a line of a provider's output or error file. Whether it succeeded is judged by its own status code, never by the file it is in: some
 * providers put failures into the output file, and an HTTP error of OpenAI's has its `error` inside the response, not beside it. Takes what
 * OpenAI-shaped providers vary: codes as numbers, bodies as text, absent members. `ok` is false for a line that is no JSON object.
 */
export function parseResultLine(bytes: Uint8Array): ResultLineParse {
  const line = readObject(bytes);
  if (line === null) return { ok: false };
  const response = objectOrNull(line['response']);
  const body = response === null ? null : readBody(response['body']);
  const statusCode = toStatusCode(response?.['status_code']);
  const isSuccess = statusCode !== null && statusCode >= 200 && statusCode < 300 && !isError(line['error']);
  const usage = objectOrNull(objectOrNull(body)?.['usage']);
  return {
    ok: true,
    value: line,
    result: {
      customId: textOrNull(line['custom_id']),
      outcome: isSuccess ? 'succeeded' : 'failed',
      statusCode,
      ...(isSuccess ? { errorCode: null, message: null } : describeFailure(line['error'], body)),
      inputTokens: tokenCount(usage, 'prompt_tokens', 'input_tokens'),
      outputTokens: tokenCount(usage, 'completion_tokens', 'output_tokens'),
      requestId: textOrNull(response?.['request_id']),
    },
  };
}

/** A byte that is no UTF-8 must not cost an answer that was paid for: it is only replaced in what is read from the line. */
function readObject(bytes: Uint8Array): JsonObject | null {
  const decoded = decodeLine(bytes);
  const parsed = !decoded.ok && decoded.kind === 'utf8' ? parseJson(decoded.text) : decoded;
  return parsed.ok ? objectOrNull(parsed.value) : null;
}

function readBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  const parsed = parseJson(body);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : body;
}

/** `{}`, `{"code": null, "message": null}` and `{"code": 0, "message": ""}` say as little as null does. */
function isError(error: unknown): boolean {
  return isJsonObject(error) ? Object.values(error).some(saysSomething) : saysSomething(error);
}

function saysSomething(value: unknown): boolean {
  return value != null && value !== '' && value !== 0 && value !== false;
}

function describeFailure(error: unknown, body: unknown): Pick<ResultLine, 'errorCode' | 'message'> {
  const bodyObject = objectOrNull(body);
  const places = [error, bodyObject?.['error'], bodyObject ?? body];
  const message = places.map(findMessage).find((found) => found !== null) ?? null;
  const errorCode = places.map(findCode).find((found) => found !== null) ?? null;
  return {
    errorCode: errorCode === null ? null : storableText(errorCode, maxCodeLength),
    message: message === null ? null : storableText(message, maxMessageLength),
  };
}

function findMessage(place: unknown): string | null {
  if (!isJsonObject(place)) return textOrNull(place);
  return messageText(place['message']) ?? messageText(place['detail']);
}

/** Servers made with FastAPI, such as vLLM's, list what is wrong as objects. */
function messageText(value: unknown): string | null {
  return typeof value === 'object' && value !== null ? writeJson(value) : textOrNull(value);
}

function findCode(place: unknown): string | null {
  if (!isJsonObject(place)) return null;
  const { code, type } = place;
  return typeof code === 'number' ? String(code) : (textOrNull(code) ?? textOrNull(type));
}

function toStatusCode(value: unknown): number | null {
  const code = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 999 ? code : null;
}

/** Chat, completions and embeddings say `prompt_tokens`, responses `input_tokens`. */
function tokenCount(usage: JsonObject | null, ...names: readonly string[]): number | null {
  for (const name of names) {
    const count = usage?.[name];
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= maxTokens) return count;
  }
  return null;
}

function objectOrNull(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/** An empty text says nothing. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
