import type { Outcome } from '#lib/shared/contract/status.ts';
import { fileErrors } from '#lib/shared/words/error-guide-file.ts';
import { providerErrors } from '#lib/shared/words/error-guide-provider.ts';
import { requestErrors } from '#lib/shared/words/error-guide-requests.ts';
import { type ErrorGuideEntry, type RetryHelp, anyProvider } from './error-guide-entry.ts';

export { anyProvider };
export type { ErrorGuideEntry, RetryHelp };

/** What is known of a request without success; null where the provider said nothing. */
export interface Failure {
  readonly outcome: Outcome;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
}

export interface ErrorExplanation {
  /** The guide's entry that it comes from; an anchor on the page "What errors mean". */
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  readonly fix: string;
  readonly willRetryHelp: RetryHelp;
  readonly why: string;
}

/** Every known error, in the order in which the page "What errors mean" shows them. */
export const errorGuide: readonly ErrorGuideEntry[] = [...requestErrors, ...providerErrors, ...fileErrors];

const entriesById = new Map(errorGuide.map((entry) => [entry.id, entry]));
const entriesByCode = new Map(errorGuide.flatMap((entry) => entry.codes.map((code) => [code.toLowerCase(), entry])));
const entriesByStatus = new Map(errorGuide.flatMap((entry) => entry.statusCodes.map((status) => [status, entry])));

/**
 * True when sending the request again, unchanged, may succeed: rate limits, time-outs, conflicts, faults of the
 * provider, expired, cancelled, missing. False for 400, 401, 403, 404 and an empty quota. Agrees with `explainFailure`.
 */
export function isCurable(failure: Failure): boolean {
  return findEntry(failure).willRetryHelp !== 'no';
}

/**
 * Puts a failure into words. `message` is the provider's own and only makes the words more exact; never throws,
 * an unknown error gets an entry that says so.
 */
export function explainFailure(
  failure: Failure & { readonly message: string | null },
  providerName: string,
): ErrorExplanation {
  const entry = findEntry(failure);
  const words = nameProvider(entry, providerName);
  return { ...words, ...explainLimit(entry, failure.message) };
}

/** The entry's texts with `{provider}` replaced by the name. */
export function nameProvider(entry: ErrorGuideEntry, providerName: string): ErrorExplanation {
  const fill = (text: string): string => fillProvider(text, providerName);
  return {
    id: entry.id,
    title: fill(entry.title),
    explanation: fill(entry.explanation),
    fix: fill(entry.fix),
    willRetryHelp: entry.willRetryHelp,
    why: fill(entry.why),
  };
}

function findEntry(failure: Failure): ErrorGuideEntry {
  const code = failure.errorCode?.trim().toLowerCase() ?? '';
  const statusCode = failure.statusCode ?? statusFromCode(code);
  const byStatus = statusCode === null ? undefined : findByStatus(statusCode);
  const byCode = entriesByCode.get(code);
  if (byCode !== undefined && !contradicts(byCode, statusCode, byStatus)) return byCode;
  if (byStatus !== undefined) return byStatus;
  return getEntry(failure.outcome === 'missing' && code === '' ? 'missing' : 'unknown');
}

/** A status settles whether a retry helps; only 429 leaves it to the code (`insufficient_quota`). */
function contradicts(byCode: ErrorGuideEntry, statusCode: number | null, byStatus: ErrorGuideEntry | undefined) {
  return byStatus !== undefined && statusCode !== 429 && byStatus.willRetryHelp !== byCode.willRetryHelp;
}

function findByStatus(statusCode: number): ErrorGuideEntry | undefined {
  const exact = entriesByStatus.get(statusCode);
  if (exact !== undefined) return exact;
  if (statusCode >= 500) return getEntry('provider_fault');
  return statusCode >= 400 ? getEntry('request_refused') : undefined;
}

/** Some providers put the HTTP status where the code belongs: `"code": 500`. */
function statusFromCode(code: string): number | null {
  return /^[45]\d\d$/.test(code) ? Number(code) : null;
}

function getEntry(id: 'missing' | 'unknown' | 'provider_fault' | 'request_refused'): ErrorGuideEntry {
  const entry = entriesById.get(id);
  if (entry === undefined) throw new TypeError(`The error guide has no entry ${id}.`);
  return entry;
}

function fillProvider(text: string, providerName: string): string {
  const atStart = providerName === anyProvider ? 'The provider' : providerName;
  return text.replace(/\{provider\}/g, (_, at: number) =>
    /(^|[.!?:] )$/.test(text.slice(0, at)) ? atStart : providerName,
  );
}

const limitMessage =
  /'(?<name>[^']{1,60})': (?:integer|decimal) (?:below minimum|above maximum) value\..*?value (?<sign>[<>])=? ?(?<limit>-?[\d.]+), but got (?<got>-?[\d.]+)/;

/** "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead." */
function explainLimit(entry: ErrorGuideEntry, message: string | null): Partial<ErrorExplanation> {
  if (message === null || !/_(min|max)_value$/.test(entry.id)) return {};
  const { name, sign, limit, got } = limitMessage.exec(message)?.groups ?? {};
  if (name === undefined || limit === undefined || got === undefined) return {};
  const bound = sign === '>' ? 'smallest' : 'largest';
  return {
    explanation: `${name} is ${got}; the ${bound} value taken is ${limit}.`,
    fix: `Set ${name} to ${limit} or ${sign === '>' ? 'more' : 'less'}.`,
  };
}
