import { applyOutcome, addSums, noSums, pendingStanding, type StandingSums } from '#lib/batch/results/best-answer.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { readOutcomeTable } from '#lib/batch/results/outcome-table.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { changeOf } from '#lib/batch/store/job-work.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import { isGivenUp, longerStreak, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ConflictError } from '#lib/errors.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { currentAttempt, findJob, getJob } from '#lib/record/attempts.ts';
import { dropSettledParts, warn } from '#lib/record/former-parts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { lateLookGapsMs } from '#lib/record/late-looks.ts';
import { outcomesBasis } from '#lib/record/outcomes-basis.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { needsPerson } from '#lib/record/status.ts';
import { reopenGivenUp } from '#lib/record/transitions.ts';
import { hadNoRoom } from './apply-provider-job.ts';
import { holdForError } from './hold-for-error.ts';
import { hasNoList, lookForJobs, mayBeAdopted, noteCopies, settleFound } from './look-for-jobs.ts';
import { providerOrLeave } from './provider-or-leave.ts';
import { listPatience } from './settle-failed-look.ts';

/** Longer than an outage. */
const unreadablePatience: Patience = { fewestLooks: 5, forMs: 24 * 60 * 60_000 };

/**
 * Looks once more for a job that a person has sent again or given up: lists lag. Beside a newer job it is a copy, to be
 * cancelled. A part that was given up gets its job back, so that what is paid for is fetched, unless a retry has begun.
 */
export async function lookLate(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => {
    const looks = findJob(record, input.jobId)?.lateLooks ?? null;
    return looks !== null && isDueBy(ctx, looks.nextAt);
  };
  await withLease(ctx, { ...input, step: 'look_late' }, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await providerOrLeave(ctx, lease);
    if (provider === null) return;
    const work = { ctx, lease, provider, jobId: job.id };
    let found: readonly ProviderJob[];
    try {
      found = await lookForJobs(work, job);
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      ctx.log.warn('late look failed', { batchId: input.batchId, jobId: job.id }, error);
      await lease.save((draft) => postponeLook(changeOf(work, draft), error));
      return;
    }
    const given = found.length > 0 && mayBeReopened(lease.record, job) ? await readGiven(ctx, lease.record, job) : null;
    const isReopened = await lease.save((draft) => {
      // The look is done again: what giving up came to is no longer what was worked out here.
      if (given !== null && outcomesBasis(draft) !== outcomesBasis(lease.record))
        throw new ConflictError('The outcomes of this batch have changed during the look.');
      const change = changeOf(work, draft);
      planNextLook(change);
      const hasReopened = found.length > 0 && settleLate(change, found, given);
      dropSettledParts(draft);
      return hasReopened;
    });
    // Only now is it sure that no retry has begun; should this process end here, collecting puts the rows right.
    if (isReopened && given !== null) await openLines(ctx, lease.record, given.lines);
  });
}

function planNextLook({ ctx, job }: JobChange): void {
  const left = (job.lateLooks?.left ?? 1) - 1;
  const gapMs = lateLookGapsMs.at(-left);
  job.lateLooks = left === 0 || gapMs === undefined ? null : { left, nextAt: after(ctx, gapMs), failing: null };
}

/**
 * A look that saw no list is none, and is repeated for a day; where there is no list, for some minutes. What is to be
 * removed waits for nothing that needs a person.
 */
function postponeLook(change: JobChange, error: ProviderError): void {
  const { ctx, draft, job, provider } = change;
  if (job.lateLooks === null) return;
  const failing = longerStreak(ctx, job.lateLooks.failing);
  const isInVain = draft.removeRequestedAt !== null && needsPerson(holdForError(error, provider.name).reason);
  const isWithoutList = hasNoList(error) && isGivenUp(ctx, failing, listPatience(ctx, error));
  if (isInVain || isGivenUp(ctx, failing, unreadablePatience)) {
    job.lateLooks = null;
    warn(draft, job, { code: 'job_not_looked_for', facts: { provider: provider.name } });
  } else if (isWithoutList) planNextLook(change);
  else job.lateLooks = { ...job.lateLooks, failing, nextAt: after(ctx, backOffMs(failing.looks, error.retryAfterMs)) };
  dropSettledParts(draft);
}

/**
 * Uses what was found of a part whose create call was over, or notes it as a copy. True when a part that was
 * given up has its job back: its lines are to be opened in the index then.
 */
export function settleLate(change: JobChange, seen: readonly ProviderJob[], given: Given | null): boolean {
  const { draft, job, provider } = change;
  // Nothing is left of a job that found no room, and nothing to be paid for.
  const found = seen.filter((each) => !hadNoRoom(each));
  job.refusedProviderIds.push(...seen.filter(hadNoRoom).map(({ id }) => id));
  if (found.length === 0) return false;
  const isReopened = given !== null && mayBeReopened(draft, job);
  if (isReopened) {
    addSums(draft, given.sums);
    reopenGivenUp(draft, job);
  }
  if (!mayBeAdopted(job)) {
    noteCopies(change, found);
    return isReopened;
  }
  settleFound(change, found);
  const providerId = job.providerId ?? found[0]?.id ?? '';
  job.warnings.push({ code: 'job_found_late', facts: { provider: provider.name, providerId } });
  return isReopened;
}

/** True while no retry of the part's requests has begun. */
function mayBeReopened(record: BatchRecord, { id, stage, providerId }: JobRecord): boolean {
  const isCurrent = currentAttempt(record)?.jobs.some((job) => job.id === id) === true;
  return isCurrent && stage === 'collected' && providerId === null;
}

/** What giving a part up has come to. */
export interface Given {
  /** By how much the batch's counts change when its requests are pending again. */
  readonly sums: StandingSums;
  readonly lines: Uint32Array;
}

export async function readGiven(ctx: Context, record: BatchRecord, job: JobRecord): Promise<Given> {
  const sums = noSums();
  if (job.outcomesKey === null) return { sums, lines: new Uint32Array() };
  const merged = await mergeOutcomes(ctx, record);
  const table = await readOutcomeTable(ctx, job.outcomesKey);
  for (let index = 0; index < table.length; index += 1) {
    applyOutcome(sums, merged.standingOf(table.get(index).line), pendingStanding);
  }
  return { sums, lines: table.missingLines() };
}

/** Marks the requests of a part that has its job back as pending in the index. */
export async function openLines(
  { storage: { index } }: Context,
  record: BatchRecord,
  lines: Uint32Array,
): Promise<void> {
  const attempt = currentAttempt(record);
  if (attempt !== null) await index?.openAttempt(record.id, attempt.number, lines);
}
