import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { longestRoomWaitMs, roomWaitMs } from '#lib/batch/timing/back-off.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { openJobs } from '#lib/record/attempts.ts';
import { beginHold } from '#lib/record/hold.ts';
import { isInLine } from '#lib/record/line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { endUnsentJob, forgetProviderJob } from '#lib/record/transitions.ts';
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
 * Puts a job back in line that the provider had no room for. It is sent again with the same file. That is no
 * failure. What the refusal says of the limit is kept.
 */
export function returnToLine(change: JobChange, refusal: TokenRefusal): void {
  const { ctx, draft, job, provider } = change;
  const now = ctx.clock.now();
  forgetProviderJob(job);
  if (refusal.providerId !== null) job.refusedProviderIds.push(refusal.providerId);
  draft.tokenLimit = parseTokenLimit(refusal.message) ?? draft.tokenLimit;
  if (draft.cancelRequestedAt !== null || job.givenUpAt !== null) {
    endUnsentJob(job, now);
    return;
  }
  job.tokenRefusals += 1;
  if (othersUnderWay(draft, job).length === 0) job.lonelyRefusals += 1;
  const limit = tokenLimitOf(draft, provider);
  ctx.log.info('no room for enqueued tokens', { batchId: draft.id, jobId: job.id, limit, refusals: job.tokenRefusals });
  const isToBeLookedAt =
    job.tokens === null || tokensPerPiece(job, limit) !== null || whyHopeless(job, limit, provider, now) !== null;
  waitFor(change, isToBeLookedAt ? 0 : roomWaitMs(job.tokenRefusals));
  lineUp(ctx, draft, provider);
}

/** Lets a job wait because there is no room, or because others come first. It is woken when one of them ends. */
export function waitInLine(change: JobChange): void {
  waitFor(change, longestRoomWaitMs);
  lineUp(change.ctx, change.draft, change.provider);
}

/** Lets all parts without room wait at once, so that no step has to look at each of them. */
export function lineUp(ctx: Context, draft: BatchRecord, provider: Provider): void {
  for (const job of findWithoutRoom(draft, tokenLimitOf(draft, provider)))
    waitFor({ ctx, draft, job, provider }, longestRoomWaitMs);
}

/** Lets a job rest whose tokens are known now, as every refused job does. */
export function restAfterRefusal(change: JobChange): void {
  waitFor(change, roomWaitMs(change.job.tokenRefusals));
}

function waitFor({ ctx, draft, job, provider }: JobChange, waitMs: number): void {
  job.nextAt = after(ctx, waitMs);
  const jobs = openJobs(draft);
  const isFirst = jobs.find((each) => each === job || isInLine(each)) === job;
  const facts = {
    provider: provider.name,
    limit: tokenLimitOf(draft, provider),
    nextAt: isFirst ? job.nextAt : null,
    isOnlyPart: jobs.length === 1,
  };
  beginHold(draft, job, stampOf(ctx), { kind: 'token_limit', code: 'no_room', facts });
}
