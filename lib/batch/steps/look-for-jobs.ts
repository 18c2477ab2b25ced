import type { JobChange } from '#lib/batch/store/job-change.ts';
import type { JobWork } from '#lib/batch/store/job-work.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { allJobs } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { endHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { markSent, noteCopy } from '#lib/record/transitions.ts';
import { applyProviderJob } from './apply-provider-job.ts';

/** A job made earlier than this before our create call cannot be ours; the clocks may differ by some minutes. */
const clockSkewMs = 15 * 60_000;

/** The first look at a job that was just made: most refusals come at once. */
const firstLookMs = 2_000;

/**
 * What the provider's list has of a part beside what the record knows already, of whatever part, oldest
 * first. Throws `ProviderError`.
 */
export async function lookForJobs(
  { provider, lease }: Pick<JobWork, 'provider' | 'lease'>,
  job: JobRecord,
): Promise<readonly ProviderJob[]> {
  const { fileId, token, sendingAt, doubtfulCreates } = job;
  const since = doubtfulCreates?.since ?? sendingAt;
  if (since === null) return [];
  const fileIds = new Set([...(doubtfulCreates?.fileIds ?? []), ...(fileId === null ? [] : [fileId])]);
  const found = await provider.findJobs({
    fileIds: [...fileIds],
    token,
    createdAfter: new Date(new Date(since).getTime() - clockSkewMs),
    signal: lease.signal,
  });
  const known = new Set([lease.record, { attempts: [], formerParts: [job] }].flatMap(knownIds));
  return found.filter(({ id }) => !known.has(id));
}

function knownIds(record: Pick<BatchRecord, 'attempts' | 'formerParts'>): readonly (string | null)[] {
  return allJobs(record).flatMap(({ providerId, refusedProviderIds, copies }) => [
    providerId,
    ...refusedProviderIds,
    ...copies.map((copy) => copy.providerId),
  ]);
}

/** True for a provider that lists no jobs at all: waiting for its list would be in vain. */
export function hasNoList({ kind, statusCode }: ProviderError): boolean {
  return kind === 'not_found' || kind === 'rejected' || statusCode === 501;
}

/**
 * Of several jobs of one part the oldest that can still answer is kept; the others are copies. Saved before
 * anything is asked of the provider.
 */
export function settleFound(change: JobChange, found: readonly ProviderJob[]): void {
  const ours = found.find(({ status }) => !isOver(status)) ?? found[0];
  if (ours === undefined || !mayBeAdopted(change.job)) return;
  settleSent(change, ours, 'job_adopted');
  noteCopies(
    change,
    found.filter(({ id }) => id !== ours.id),
  );
}

/** Also a part that has ended only because its create call was refused. */
export function mayBeAdopted({ stage, providerId }: JobRecord): boolean {
  return stage === 'uploaded' || stage === 'sending' || (stage === 'ended' && providerId === null);
}

/** The provider has made a job of the part, as its answer or its list says. */
export function settleSent(change: JobChange, created: ProviderJob, kind: 'job_sent' | 'job_adopted'): void {
  const { ctx, draft, job, provider } = change;
  if (!mayBeAdopted(job)) return;
  markSent(job, {
    providerId: created.id,
    sentAt: created.createdAt ?? ctx.clock.now(),
    nextAt: after(ctx, Math.min(provider.pollMs ?? ctx.timing.pollMs, firstLookMs)),
  });
  const isTriedAgain = job.tokenRefusals > 0;
  if (!isTriedAgain || job.hold?.kind !== 'token_limit') endHold(draft, job, stampOf(ctx));
  if (!isTriedAgain || kind === 'job_adopted') {
    const data = { part: job.part, requests: job.requests, provider: provider.name };
    addEvent(draft, stampOf(ctx), { kind, data });
  }
  applyProviderJob(change, created);
}

/**
 * Jobs beside the one that is used: they are cancelled by a step of their own. What failed or was cancelled
 * costs nothing more.
 */
export function noteCopies({ ctx, draft, job, provider }: JobChange, copies: readonly ProviderJob[]): void {
  for (const { id, status } of copies) {
    noteCopy(job, id, { at: after(ctx, 0), isOver: isOver(status) });
    if (isOver(status)) continue;
    const data = { part: job.part, provider: provider.name, providerId: id };
    addEvent(draft, stampOf(ctx), { kind: 'copy_found', data });
  }
}

function isOver(status: ProviderJob['status']): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'cancelling';
}
