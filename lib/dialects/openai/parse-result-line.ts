import { type DecodedLine, decodeLine, parseJson } from '#lib/jsonl/decode.ts';
import { findExcess } from '#lib/jsonl/find-excess.ts';
import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { Usage } from '#lib/shared/contract/usage.ts';
import { memberOf } from '#lib/shared/reading/json-value.ts';
import { type FailureDetails, describeFailure, failedStatus } from './describe-failure.ts';
import { findAnswerEnd, hasAnswer } from './find-answer-end.ts';
import { outlineBody, outlineResultLine } from './outline-result-line.ts';
import { readUsage } from './read-usage.ts';

const maxModelLength = 200;

/** What a provider returned for one request in one job. Code and message are null for successes. */
export interface ResultLine extends FailureDetails {
  /** Exactly as returned; null when the line has none. */
  readonly customId: string | null;
  readonly outcome: 'succeeded' | 'failed';
  /** HTTP status of the request's own answer; null when it never got one. */
  readonly statusCode: number | null;
  readonly usage: Usage;
  /** The model that answered, as the provider names it. */
  readonly model: string | null;
  /** How the answer ended; null for failures. */
  readonly ended: AnswerEnd | null;
  /** True for an answer that has an error beside it. */
  readonly hasErrorBeside: boolean;
  /** The provider's id of the request, for its support. */
  readonly requestId: string | null;
}

export type ResultLineParse =
  | {
      readonly ok: true;
      readonly result: ResultLine;
      /** The whole line as it was parsed; null for one so large that only what `result` tells was read of it. */
      readonly value: JsonObject | null;
    }
  | { readonly ok: false };

/** Longer than an input line may be: ten large pictures as base64 are one result line, and it has been paid for. */
export const maxResultLineBytes = 128 * 1024 * 1024;

/** Larger lines are never parsed: the objects that a few letters make may take ten times and more of a line's size. */
const defaultMaxParsedBytes = 16 * 1024 * 1024;

/**
 * Reads a line of a provider's output or error file. Whether it succeeded is judged by the line itself, never
 * by the file it is in: its status code is 2xx, or absent beside a whole answer, and its body does not say
 * itself that it failed or was cancelled. An error beside a whole answer takes nothing from it. Takes what
 * OpenAI-shaped providers vary: codes as numbers, bodies as text, absent members. `ok` is false for a line
 * that is no JSON object. A change of these rules needs a new `rulesVersion` in
 * `lib/record/rules-version.ts`, so that stored lines are judged again.
 */
export function parseResultLine(bytes: Uint8Array, maxParsedBytes = defaultMaxParsedBytes): ResultLineParse {
  const { line, isWhole: isLineWhole } = readLine(bytes, maxParsedBytes);
  if (line === null) return { ok: false };
  const response = line['response'];
  const { body, isWhole: isBodyWhole } = readBody(memberOf(response, 'body'));
  const statusCode = toStatusCode(memberOf(response, 'status_code'));
  const hasErrorBeside = isError(line['error']);
  const isSuccess = isAnswer(statusCode, hasErrorBeside, body);
  return {
    ok: true,
    value: isLineWhole && isBodyWhole ? line : null,
    result: {
      customId: textOrNull(line['custom_id']),
      outcome: isSuccess ? 'succeeded' : 'failed',
      statusCode,
      ...(isSuccess ? { errorCode: null, message: null } : describeFailure(line['error'], response, body)),
      usage: readUsage(body),
      model: modelOf(body),
      ended: isSuccess ? findAnswerEnd(body) : null,
      hasErrorBeside: isSuccess && hasErrorBeside,
      requestId: textOrNull(memberOf(response, 'request_id')),
    },
  };
}

function isAnswer(statusCode: number | null, hasErrorBeside: boolean, body: unknown): boolean {
  if (statusCode !== null && (statusCode < 200 || statusCode > 299)) return false;
  if (failedStatus(body) !== null) return false;
  const mayBeWithout = statusCode !== null && !hasErrorBeside && !isError(memberOf(body, 'error'));
  return mayBeWithout || hasAnswer(body);
}

/** The whole line, also where it is long; null for what is no JSON object, or would take too much memory. */
export function parseWholeLine(bytes: Uint8Array): JsonObject | null {
  const decoded = decodeReadable(bytes);
  return decoded.ok && isJsonObject(decoded.value) ? decoded.value : null;
}

function readLine(
  bytes: Uint8Array,
  maxParsedBytes: number,
): { readonly line: JsonObject | null; readonly isWhole: boolean } {
  if (bytes.length > maxParsedBytes) return { line: outlineResultLine(bytes), isWhole: false };
  const decoded = decodeReadable(bytes);
  if (!decoded.ok && decoded.kind === 'too-many') return { line: outlineResultLine(bytes), isWhole: false };
  return { line: decoded.ok && isJsonObject(decoded.value) ? decoded.value : null, isWhole: true };
}

/**
 * A byte that is no UTF-8 must not cost an answer that was paid for: it is only replaced in what is read from
 * the line.
 */
function decodeReadable(bytes: Uint8Array): DecodedLine {
  const decoded = decodeLine(bytes);
  return !decoded.ok && decoded.kind === 'utf8' ? decodeLine(Buffer.from(decoded.text)) : decoded;
}

/** Some gateways give the body as a text that holds its JSON. */
function readBody(body: unknown): { readonly body: unknown; readonly isWhole: boolean } {
  if (typeof body !== 'string') return { body, isWhole: true };
  const json = Buffer.from(body);
  const excess = findExcess(json);
  if (excess?.kind === 'too-many') return { body: outlineBody(json) ?? body, isWhole: false };
  const parsed = excess === null ? parseJson(body) : null;
  return { body: parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value : body, isWhole: true };
}

/** `{}`, `{"code": null, "message": null}` and `{"code": 0, "message": ""}` say as little as null does. */
function isError(error: unknown): boolean {
  return isJsonObject(error) ? Object.values(error).some(isFilled) : isFilled(error);
}

function isFilled(value: unknown): boolean {
  return value != null && value !== '' && value !== 0 && value !== false;
}

/** Gateways write 0 where no answer came. */
function toStatusCode(value: unknown): number | null {
  const code = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 999 ? code : null;
}

function modelOf(body: unknown): string | null {
  const model = textOrNull(memberOf(body, 'model'));
  return model === null ? null : storableText(model, maxModelLength);
}

/** An empty text says nothing. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
