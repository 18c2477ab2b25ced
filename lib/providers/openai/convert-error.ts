import { APIError, OpenAIError } from 'openai';
import { ProviderError, type ProviderErrorKind } from '../provider-error.ts';
import { wireError } from './wire-schemas.ts';

/** Who was called, for sentences; and the key, so that no provider's text can carry it into ours. */
export interface CallSource {
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** Codes that say that the account may spend nothing more, whatever the status. */
const quotaCodes = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);

/** Failures of name, route, connection or certificate: the request never left, so it cannot have been carried out. */
const neverSentCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

const maxRetryAfterMs = 24 * 60 * 60 * 1000;
const maxQuotedLength = 300;
/** Shorter ones are no secrets, and words such as `none` or `sandbox` have to stay in a text. */
const minScrubbedKeyLength = 8;

/** What a failed call means. `error` is whatever the `openai` client threw, or what reading a body threw. */
export function convertError(error: unknown, source: CallSource): ProviderError {
  if (ProviderError.is(error)) return error;
  if (isStatusError(error)) return convertStatusError(error, source);
  if (error instanceof SyntaxError) return unreadable(source, { cause: error });
  // The client refuses to put an id such as `../x`, which came from the provider, into a path.
  const isUnsent = error instanceof OpenAIError && !(error instanceof APIError);
  if (isUnsent) return unreadable(source, { cause: error, statusCode: null });
  if (findInCauses(error, (link) => (link.message === 'unexpected redirect' ? true : null)) !== null) {
    return redirected(source, error);
  }
  return convertConnectionError(error, source);
}

/** The answer came, and is not what the API answers: a page of HTML, say, or other JSON. Status null: nothing was sent. */
export function unreadable(
  { name, baseUrl }: CallSource,
  options: ErrorOptions & { readonly statusCode?: number | null } = {},
): ProviderError {
  const message = `${name} answered with something that is not its API. Check that the address ${hostOf(baseUrl)} is right; if it is, try again later.`;
  const { statusCode = 200 } = options;
  return new ProviderError(
    message,
    {
      kind: 'unreadable',
      statusCode,
      providerCode: null,
      providerMessage: null,
      retryAfterMs: null,
      mayHaveHappened: statusCode !== null && !isRefusal(statusCode),
    },
    { cause: options.cause },
  );
}

/** The client's error for an answer with a status. Known by its shape: a caller's own client may come from another copy of the package. */
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
  const parsed = wireError.safeParse(error.error);
  const isHtml = (headers.get('content-type') ?? '').toLowerCase().includes('text/html');
  if (isHtml && statusCode < 500) return unreadable(source, { cause, statusCode });

  const code = parsed.data?.code == null ? null : String(parsed.data.code);
  const isQuota = quotaCodes.has(code ?? '') || quotaCodes.has(parsed.data?.type ?? '');
  const providerMessage = parsed.data?.message == null ? null : scrub(parsed.data.message, source.apiKey);
  const kind = mapStatusCode(statusCode, isQuota);
  const retryAfterMs = parseRetryAfter(headers);
  const message = describe(kind, source, { statusCode, providerMessage, retryAfterMs });
  const mayHaveHappened = !isRefusal(statusCode);
  return new ProviderError(
    message,
    { kind, statusCode, providerCode: code, providerMessage, retryAfterMs, mayHaveHappened },
    { cause },
  );
}

function mapStatusCode(statusCode: number, isQuota: boolean): ProviderErrorKind {
  if (isQuota || statusCode === 402) return 'quota';
  if (statusCode === 401 || statusCode === 403) return 'key_refused';
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
  const { name, baseUrl, apiKey } = source;
  const code = findCode(error);
  const wasNeverSent = code !== null && neverSentCodes.test(code);
  const reason = code === null ? '' : ` (${code})`;
  const isTimeout = error instanceof Error && /timed? ?out/i.test(error.message);
  const message = wasNeverSent
    ? `${name} cannot be reached at ${hostOf(baseUrl)}${reason}. Check the address and the network.`
    : `${isTimeout ? `${name} did not answer in time` : `The connection to ${name} broke`}${reason}. Try again later.`;
  return new ProviderError(
    message,
    {
      kind: 'unavailable',
      statusCode: null,
      providerCode: null,
      providerMessage: null,
      retryAfterMs: null,
      mayHaveHappened: !wasNeverSent,
    },
    { cause: scrubError(error, apiKey) },
  );
}

/** Uploads forbid redirects. */
function redirected({ name, baseUrl }: CallSource, cause: unknown): ProviderError {
  const message = `${name} redirects uploads from ${hostOf(baseUrl)} to another address. Enter that one in the connection.`;
  return new ProviderError(
    message,
    {
      kind: 'rejected',
      statusCode: null,
      providerCode: null,
      providerMessage: null,
      retryAfterMs: null,
      mayHaveHappened: false,
    },
    { cause },
  );
}

/** The first system or undici code in a chain of causes; null when there is none. */
function findCode(error: unknown): string | null {
  return findInCauses(error, (link) => ('code' in link && typeof link.code === 'string' ? link.code : null));
}

function findInCauses<Found>(error: unknown, find: (link: Error) => Found | null): Found | null {
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth += 1) {
    const found = find(link);
    if (found !== null) return found;
  }
  return null;
}

interface StatusFacts {
  readonly statusCode: number;
  readonly providerMessage: string | null;
  readonly retryAfterMs: number | null;
}

const sentences: Readonly<Record<ProviderErrorKind, (name: string, facts: StatusFacts) => string>> = {
  key_refused: (name, { statusCode }) =>
    `${name} refused the key (HTTP ${statusCode}). Enter a new one on the Connections page, or ask whoever runs the account for the right to use batches.`,
  rate_limited: (name, { retryAfterMs }) =>
    `${name} was asked too much at once. Try again ${retryAfterMs === null ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} s`}.`,
  quota: (name) => `The account at ${name} has no money or quota left. Add credit or raise the limit there.`,
  not_found: (name, { providerMessage }) => `${name} does not have what was asked for${quote(providerMessage)}`,
  rejected: (name, { statusCode, providerMessage }) =>
    `${name} refused this (HTTP ${statusCode})${quote(providerMessage)}`,
  unavailable: (name, { statusCode }) => `${name} has trouble at the moment (HTTP ${statusCode}). Try again later.`,
  unreadable: (name) => `${name} answered with something that is not its API.`,
};

function describe(kind: ProviderErrorKind, source: CallSource, facts: StatusFacts): string {
  return sentences[kind](source.name, facts);
}

function quote(providerMessage: string | null): string {
  if (providerMessage === null || providerMessage.trim() === '') return '.';
  const cut =
    providerMessage.length > maxQuotedLength ? `${providerMessage.slice(0, maxQuotedLength)}…` : providerMessage;
  return `: “${cut.toWellFormed()}”`;
}

/** What the provider asks us to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. Null when it says nothing useful. */
function parseRetryAfter(headers: Headers): number | null {
  const milliseconds = Number(headers.get('retry-after-ms') ?? NaN);
  const text = headers.get('retry-after') ?? '';
  const fromText = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  const waitMs = Number.isFinite(milliseconds) ? milliseconds : fromText;
  return Number.isFinite(waitMs) && waitMs >= 0 ? Math.min(Math.round(waitMs), maxRetryAfterMs) : null;
}

function hostOf(baseUrl: string): string {
  return URL.parse(baseUrl)?.host ?? baseUrl;
}

function scrub(text: string, apiKey: string): string {
  return apiKey.length < minScrubbedKeyLength ? text : text.replaceAll(apiKey, '[key]');
}

/** Providers have been seen to repeat a refused key in full; such an error is not kept as it is. */
function scrubError(error: unknown, apiKey: string): unknown {
  if (!(error instanceof Error)) return error;
  const message = scrub(error.message, apiKey);
  return message === error.message ? error : new Error(message);
}
