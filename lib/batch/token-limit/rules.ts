import { usableTokens } from '#lib/batch/parts/job-limits.ts';
import type { Provider, ProviderJobError } from '#lib/contracts/provider.ts';
import { openJobs } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { isInLine, isUnderWay } from '#lib/record/line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { JobRefusal } from '#lib/shared/contract/job-refusal.ts';

/*
 * Providers take only so many prompt tokens at once, over all jobs of one model that are under way. What a
 * record says of that: who has room, who waits in line, what must be cut. The line is the order of the
 * attempt's jobs.
 */

/** So often a part is refused although nothing else of the batch is under way, before it is taken for too large. */
const refusalsBeforeCut = 4;

/** Longer than any other batch of the account can fill the room: what finds none by then finds none at all. */
const longestLonelyWaitMs = 48 * 60 * 60_000;

/**
 * How many enqueued tokens the provider accepts at once, by the connection or an earlier refusal; null where
 * nobody knows.
 */
export function tokenLimitOf(record: BatchRecord, provider: Provider): number | null {
  const known = [provider.limits.maxEnqueuedTokens, record.tokenLimit].filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** True for OpenAI's and Azure's "Enqueued token limit reached", whose code not every copy of their API sends. */
export function isTokenRefusal({ code, message }: Pick<ProviderJobError, 'code' | 'message'>): boolean {
  return code === 'token_limit_exceeded' || (code === null && /\benqueued token limit\b/i.test(message));
}

/** The limit that a refusal names ("Limit: 2,000,000 enqueued tokens."), or null. */
export function parseTokenLimit(message: string): number | null {
  const digits = /\blimit:? {0,3}(\d[\d,]{0,20}) {0,3}(?:enqueued )?tokens\b/i.exec(message)?.[1];
  const limit = Number(digits?.replaceAll(',', ''));
  return Number.isSafeInteger(limit) && limit > 0 ? limit : null;
}

/** Jobs of the same attempt that are under way. */
export function othersUnderWay(record: BatchRecord, job: JobRecord): readonly JobRecord[] {
  return openJobs(record).filter((other) => other.id !== job.id && isUnderWay(other));
}

/** False while the job would not fit beside those under way, or while another one before it waits for room. */
export function hasRoom(record: BatchRecord, job: JobRecord, limit: number | null): boolean {
  const jobs = openJobs(record);
  const place = jobs.findIndex(({ id }) => id === job.id);
  if (jobs.slice(0, place).some(isInLine)) return false;
  return fitsBeside(othersUnderWay(record, job), job, limit);
}

function fitsBeside(others: readonly JobRecord[], job: JobRecord, limit: number | null): boolean {
  if (limit === null || others.length === 0) return true;
  return others.reduce((sum, { tokens }) => sum + (tokens ?? 0), job.tokens ?? 0) <= usableTokens(limit);
}

/** The parts to be sent that nothing holds up as yet, and that have no room once those before them are sent. */
export function findWithoutRoom(record: BatchRecord, limit: number | null): readonly JobRecord[] {
  const jobs = openJobs(record);
  const taking = jobs.filter(isUnderWay);
  const found: JobRecord[] = [];
  let isLine = false;
  for (const job of jobs) {
    if ((job.stage === 'prepared' || job.stage === 'uploaded') && job.hold === null) {
      isLine ||= !fitsBeside(taking, job, limit);
      (isLine ? found : taking).push(job);
    }
    isLine ||= isInLine(job);
  }
  return found;
}

/**
 * How many tokens each piece of a job may have that is too large to be sent. Null for a job that is not, and for
 * one of a single request.
 */
export function tokensPerPiece(job: JobRecord, limit: number | null): number | null {
  if (job.requests < 2 || job.tokens === null) return null;
  const most = Math.min(
    limit === null ? Infinity : usableTokens(limit),
    job.lonelyRefusals >= refusalsBeforeCut ? Math.ceil(job.tokens / 2) : Infinity,
  );
  return job.tokens > most ? most : null;
}

/** Why a job of a single request can never be sent; null while there is hope. */
export function whyHopeless(job: JobRecord, limit: number | null, provider: Provider, now: Date): JobRefusal | null {
  const { tokens } = job;
  if (job.requests !== 1 || job.tokenRefusals === 0 || tokens === null) return null;
  if (limit !== null && tokens > limit) {
    return { code: 'over_token_limit', facts: { provider: provider.name, tokens, limit } };
  }
  const waitedMs = now.getTime() - new Date(job.hold?.since ?? now).getTime();
  if (job.lonelyRefusals < refusalsBeforeCut || waitedMs < longestLonelyWaitMs) return null;
  return { code: 'never_room', facts: { provider: provider.name, tokens } };
}
