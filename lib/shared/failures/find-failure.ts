import type { Outcome, ShownOutcome } from '#lib/shared/contract/status.ts';
import { type FailureId, type KnownFailure, knownFailures } from './known-failures.ts';

/** What is known of a request without success; null where the provider said nothing. */
export interface Failure {
  readonly outcome: Outcome;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
}

type Known = KnownFailure & { readonly id: FailureId };

const byId = new Map(knownFailures.map((known) => [known.id, known]));
const byCode = new Map(
  knownFailures.flatMap((known) => (known.codes ?? []).map((code) => [code.toLowerCase(), known])),
);
const byStatus = new Map(knownFailures.flatMap((known) => (known.statusCodes ?? []).map((status) => [status, known])));

/**
 * True when sending the request again, unchanged, may succeed: rate limits, time-outs, conflicts, errors of the
 * provider, expired, cancelled, missing. False for 400, 401, 403, 404 and an empty quota.
 */
export function isCurable(failure: Failure): boolean {
  return findFailure(failure).willRetryHelp !== 'no';
}

/** As what a result line is known that only says that nobody tried. */
const untriedIds: ReadonlySet<FailureId> = new Set<FailureId>(['batch_cancelled', 'refused', 'never_sent']);

/** As what a request without a line is known of which somebody may have tried to answer it. */
const triedIds: ReadonlySet<FailureId> = new Set<FailureId>(['missing', 'batch_expired', 'given_up']);

/**
 * True when nobody tried to answer the request, because its job was cancelled, refused or never sent. What is missing
 * has the code of its job: all but a job that ended without its line, one that ran out of time, and one that was
 * given up, never worked on it.
 */
export function isUntried(failure: Failure): boolean {
  if (failure.outcome !== 'failed' && failure.outcome !== 'missing') return false;
  const { id } = findFailure(failure);
  if (failure.outcome === 'failed') return untriedIds.has(id);
  return !triedIds.has(id);
}

/** The request's outcome as people are told it, at every place alike. */
export function shownOutcome(failure: Failure): ShownOutcome {
  return isUntried(failure) ? 'not_answered' : failure.outcome;
}

/**
 * What a failure is known as: by its code, else by its HTTP status. Never throws; an unknown error is known
 * as such.
 */
export function findFailure(failure: Failure): Known {
  const code = failure.errorCode?.trim().toLowerCase() ?? '';
  const statusCode = realStatus(failure.statusCode) ?? statusFromCode(code);
  const found = byCode.get(code);
  const ofStatus = statusCode === null ? undefined : findByStatus(statusCode);
  if (found !== undefined && (ofStatus === undefined || decidesOverStatus(found, statusCode, ofStatus))) return found;
  if (ofStatus !== undefined) return ofStatus;
  if (failure.outcome === 'missing') return getKnown(code === '' ? 'missing' : 'refused');
  return getKnown(statusCode === null && code === '' ? 'no_answer' : 'unknown');
}

/**
 * A status settles whether a retry helps; only 429 leaves it to the code (`insufficient_quota`). A code that says no
 * more than "the request is wrong" gives way to a status that says what.
 */
function decidesOverStatus(found: Known, statusCode: number | null, ofStatus: Known): boolean {
  if (statusCode === 429) return true;
  return found.willRetryHelp === ofStatus.willRetryHelp && (found.id !== 'bad_request' || isVague(ofStatus));
}

function isVague({ id }: Known): boolean {
  return id === 'request_refused' || id === 'provider_fault';
}

function findByStatus(statusCode: number): Known | undefined {
  const exact = byStatus.get(statusCode);
  if (exact !== undefined) return exact;
  if (statusCode >= 500) return getKnown('provider_fault');
  return statusCode >= 400 ? getKnown('request_refused') : undefined;
}

/** Gateways write 0 where no answer came. */
function realStatus(statusCode: number | null): number | null {
  return statusCode !== null && statusCode >= 100 ? statusCode : null;
}

/** Some providers put the HTTP status where the code belongs: `"code": 500`. */
function statusFromCode(code: string): number | null {
  return /^[45]\d\d$/.test(code) ? Number(code) : null;
}

function getKnown(id: FailureId): Known {
  const known = byId.get(id);
  if (known === undefined) throw new TypeError(`There is no known failure ${id}.`);
  return known;
}
