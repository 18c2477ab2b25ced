import { APIError, OpenAIError } from 'openai';
import type { CallFaultKind } from '#lib/shared/contract/call-fault.ts';
import { shortenText } from '#lib/shared/words/shorten-text.ts';
import { failedCall, ProviderError, type ProviderErrorDetails } from '../provider-error.ts';
import { findConnectionFault } from './connection-fault.ts';
import { readWireError } from './read-wire-error.ts';
import { scrub, scrubError } from './scrub.ts';

/** Who was called, for sentences; and the key, so that no provider's text can carry it into ours. */
export interface CallSource {
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** Codes that say that the account may spend nothing more, whatever the status. */
const quotaCodes = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);

const maxRetryAfterMs = 24 * 60 * 60 * 1000;
/** Errors are stored with the job; a message may quote a whole request. */
const maxMessageLength = 8_000;

/** What a failed call means. `error` is whatever the `openai` client threw, or what reading a body threw. */
export function convertError(error: unknown, source: CallSource): ProviderError {
  if (ProviderError.is(error)) return error;
  if (isStatusError(error)) return convertStatusError(error, source);
  if (error instanceof SyntaxError) return unreadable(source, { cause: error });
  // The client refuses to put an id such as `../x`, which came from the provider, into a path.
  const isUnsent = error instanceof OpenAIError && !(error instanceof APIError);
  if (isUnsent) return unreadable(source, { cause: error, statusCode: null });
  return convertConnectionError(error, source);
}

/**
 * The answer came, and is not what the API answers: a page of HTML, say, or other JSON. Status null: nothing
 * was sent.
 */
export function unreadable(
  source: CallSource,
  options: ErrorOptions & {
    readonly statusCode?: number | null;
    readonly reason?: 'reply_too_large' | 'file_too_large';
  } = {},
): ProviderError {
  const { statusCode = 200, reason = null, cause } = options;
  const mayHaveHappened = statusCode !== null && !isRefusal(statusCode);
  return callFailed(source, { kind: 'unreadable', reason, statusCode, mayHaveHappened }, { cause });
}

/** A `ProviderError` in words that name the provider and its address. */
export function callFailed(
  { name, baseUrl }: CallSource,
  details: ProviderErrorDetails,
  options?: ErrorOptions,
): ProviderError {
  return failedCall(name, { ...details, address: addressOf(baseUrl) }, options);
}

/**
 * The client's error for an answer with a status. Known by its shape: a caller's own client may come from
 * another copy of the package.
 */
interface StatusError extends Error {
  readonly status: number;
  readonly error?: unknown;
  readonly headers?: unknown;
}

function isStatusError(error: unknown): error is StatusError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

function convertStatusError(error: StatusError, source: CallSource): ProviderError {
  const statusCode = error.status;
  const headers = error.headers instanceof Headers ? error.headers : new Headers();
  const cause = scrubError(error, source.apiKey);
  const contentType = (headers.get('content-type') ?? '').toLowerCase();
  if (contentType.includes('text/html') && statusCode < 500) return unreadable(source, { cause, statusCode });

  const { message, code, type } = readWireError(error.error ?? plainText(error, contentType));
  const isQuota = quotaCodes.has(code ?? '') || quotaCodes.has(type ?? '');
  const details = {
    kind: mapStatusCode(statusCode, isQuota),
    statusCode,
    providerCode: code === null ? null : scrub(code, source.apiKey),
    providerMessage: message === null ? null : shortenText(scrub(message, source.apiKey), maxMessageLength),
    retryAfterMs: parseRetryAfter(headers),
    mayHaveHappened: !isRefusal(statusCode),
  };
  return callFailed(source, details, { cause });
}

/** A body that is nothing but a text: the client gives it as its own message, behind the status. */
function plainText(error: StatusError, contentType: string): string | null {
  if (!contentType.includes('text/plain')) return null;
  return error.message.replace(/^\d{3} /, '');
}

function mapStatusCode(statusCode: number, isQuota: boolean): CallFaultKind {
  if (isQuota || statusCode === 402) return 'quota';
  if (statusCode === 401) return 'key_refused';
  if (statusCode === 403) return 'not_allowed';
  if (statusCode === 404) return 'not_found';
  if (statusCode === 429) return 'rate_limited';
  if (statusCode === 408 || statusCode >= 500) return 'unavailable';
  return 'rejected';
}

/** A 4xx says that nothing was done, but for 408: there the answer was late, not the request. */
function isRefusal(statusCode: number): boolean {
  return statusCode >= 400 && statusCode < 500 && statusCode !== 408;
}

function convertConnectionError(error: unknown, source: CallSource): ProviderError {
  const { reason, systemCode, wasNeverSent } = findConnectionFault(error);
  const isRedirect = reason === 'redirected';
  const details = {
    kind: isRedirect ? 'rejected' : 'unavailable',
    reason,
    systemCode,
    // A server that sends a call elsewhere has not carried it out.
    mayHaveHappened: !wasNeverSent && !isRedirect,
  } as const;
  return callFailed(source, details, { cause: scrubError(error, source.apiKey) });
}

/**
 * What the provider asks us to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. Null when it
 * says nothing useful.
 */
function parseRetryAfter(headers: Headers): number | null {
  const milliseconds = Number(headers.get('retry-after-ms') ?? NaN);
  const text = headers.get('retry-after') ?? '';
  const fromText = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  const waitMs = Number.isFinite(milliseconds) ? milliseconds : fromText;
  return Number.isFinite(waitMs) && waitMs >= 0 ? Math.min(Math.round(waitMs), maxRetryAfterMs) : null;
}

/** Host and path, without a user name or a password. */
function addressOf(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  return url === null ? baseUrl : `${url.host}${url.pathname.replace(/\/$/, '')}`;
}
