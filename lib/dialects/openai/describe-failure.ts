import { isJsonObject } from '#lib/jsonl/json-object.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import { memberOf, writeJson } from '#lib/shared/reading/json-value.ts';
import { shortenText } from '#lib/shared/words/shorten-text.ts';

const maxMessageLength = 500;
const maxCodeLength = 100;

/** What a provider says of a failed request. */
export interface FailureDetails {
  /** Its code, else its type; numbers become text. Null when there is none. */
  readonly errorCode: string | null;
  /** At most 500 UTF-16 units with head and tail, safe to store. Null when there is none. */
  readonly message: string | null;
}

/**
 * Looks for code and message where OpenAI and those who are like it put them: beside the response, in its
 * body, in the response itself, and an error within the error (vLLM). A body that says no more than that it
 * failed gives its status as the code.
 */
export function describeFailure(error: unknown, response: unknown, body: unknown): FailureDetails {
  const bodyError = memberOf(body, 'error');
  const places = [
    error,
    memberOf(error, 'error'),
    bodyError,
    memberOf(bodyError, 'error'),
    body,
    memberOf(response, 'error'),
    response,
  ];
  const message = firstFound(places, findMessage);
  const errorCode = firstFound(places, findCode) ?? failedStatus(body);
  return {
    errorCode: errorCode === null ? null : storableText(errorCode, maxCodeLength),
    message: message === null ? null : storableText(shortenText(message, maxMessageLength), maxMessageLength),
  };
}

/**
 * The status of a response or a video that failed or was cancelled, though its request was answered with 200;
 * null for others.
 */
export function failedStatus(body: unknown): string | null {
  const status = memberOf(body, 'status');
  return typeof status === 'string' && /^(?:failed|cancell?ed)$/i.test(status) ? status.toLowerCase() : null;
}

function firstFound(places: readonly unknown[], find: (place: unknown) => string | null): string | null {
  for (const place of places) {
    const found = find(place);
    if (found !== null) return found;
  }
  return null;
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

/** An empty text says nothing. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
