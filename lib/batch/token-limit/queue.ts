import { longestRoomWaitMs, roomWaitMs } from '#lib/batch/timing/back-off.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { beginHold } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { currentAttempt, endUnsentJob, isInLine, moveJob } from '#lib/record/state.ts';
import {
  findWithoutRoom,
  othersUnderWay,
  parseTokenLimit,
  tokenLimitOf,
  tokensPerPiece,
  whyHopeless,
} from './rules.ts';

export interface TokenRefusal {
  /** The provider's id of the job that it ended at once; null when it did not make one. */
  readonly providerId: string | null;
  /** The provider's. */
  readonly message: string;
}

/**
 * The provider had no room for the job's tokens: it waits and is sent again with the same file. That is no failure. What the
 * refusal says of the limit is kept.
 */
export function returnToLine(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  provider: Provider,
  refusal: TokenRefusal,
): void {
  const now = ctx.clock.now();
  moveJob(job, 'uploaded');
  forgetProviderJob(job);
  if (refusal.providerId !== null) job.refusedProviderIds.push(refusal.providerId);
  draft.tokenLimit = parseTokenLimit(refusal.message) ?? draft.tokenLimit;
  if (draft.cancelRequestedAt !== null) {
    endUnsentJob(job, now);
    return;
  }
  job.tokenRefusals += 1;
  if (othersUnderWay(draft, job).length === 0) job.lonelyRefusals += 1;
  const limit = tokenLimitOf(draft, provider);
  ctx.log.info('no room for enqueued tokens', { batchId: draft.id, jobId: job.id, limit, refusals: job.tokenRefusals });
  const isToBeLookedAt =
    job.tokens === null || tokensPerPiece(job, limit) !== null || whyHopeless(job, limit, provider, now) !== null;
  waitUntil(ctx, draft, job, provider, isToBeLookedAt ? 0 : roomWaitMs(job.tokenRefusals));
  lineUp(ctx, draft, provider);
}

/** There is no room at the moment, or others come first: the job is woken when one ends. */
export function waitInLine(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider): void {
  waitUntil(ctx, draft, job, provider, longestRoomWaitMs);
  lineUp(ctx, draft, provider);
}

/** Lets all parts wait at once for which there is no room, so that nobody has to look at each of them. */
export function lineUp(ctx: Context, draft: BatchRecord, provider: Provider): void {
  for (const job of findWithoutRoom(draft, tokenLimitOf(draft, provider)))
    waitUntil(ctx, draft, job, provider, longestRoomWaitMs);
}

/** The job's tokens are known now; it rests as every refused one does. */
export function restAfterRefusal(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider): void {
  waitUntil(ctx, draft, job, provider, roomWaitMs(job.tokenRefusals));
}

function waitUntil(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider, waitMs: number): void {
  job.nextAt = new Date(ctx.clock.now().getTime() + waitMs).toISOString();
  const limit = tokenLimitOf(draft, provider);
  const room =
    limit === null
      ? `${provider.name} has no room for more enqueued tokens.`
      : `${provider.name} takes ${limit.toLocaleString('en')} enqueued tokens at once.`;
  const turn = hasOthersBefore(draft, job) ? 'The parts before it go first.' : nextTry(draft, job);
  beginHold(ctx, draft, job, 'token_limit', `${room} ${turn}`);
}

function hasOthersBefore(draft: BatchRecord, job: JobRecord): boolean {
  const first = currentAttempt(draft)?.jobs.find((each) => each === job || isInLine(each));
  return first !== job;
}

function nextTry(draft: BatchRecord, job: JobRecord): string {
  const isAlone = currentAttempt(draft)?.jobs.length === 1;
  const sooner = isAlone ? '' : ', or as soon as another part has ended';
  return `Next try at ${job.nextAt.slice(11, 16)} UTC${sooner}.`;
}

function forgetProviderJob(job: JobRecord): void {
  job.status = 'queued';
  job.providerStatus = job.providerId = job.providerCounts = null;
  job.providerErrors = [];
  job.outputFileId = job.errorFileId = null;
  job.sendingAt = job.sentAt = job.expiresAt = job.cancelSentAt = job.cancelRefused = null;
  job.failures = job.notFoundLooks = 0;
}
