import { applyOutcome, addSums, noSums, pendingStanding, type StandingSums } from '#lib/batch/results/best-answer.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { readOutcomeTable } from '#lib/batch/results/outcome-table.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { after } from '#lib/batch/timing/after.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { currentAttempt, findJob, getJob } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { lateLookGapsMs } from '#lib/record/late-looks.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { reopenGivenUp } from '#lib/record/transitions.ts';
import { lookForJobs, mayBeAdopted, noteCopies, settleFound } from './look-for-jobs.ts';

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
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    let found: readonly ProviderJob[] = [];
    try {
      found = await lookForJobs(provider, job, lease.signal);
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      ctx.log.warn('late look failed', { batchId: input.batchId, jobId: job.id }, error);
    }
    const isReopened = found.length > 0 && isGivenUp(lease.record, job);
    const given = isReopened ? await whatItCounts(ctx, lease.record, job) : null;
    await lease.save((draft) => {
      const change = { ctx, draft, job: getJob(draft, job.id), provider };
      planNextLook(change);
      if (found.length > 0) settleLate(change, found, given);
    });
  });
}

function planNextLook({ ctx, job }: JobChange): void {
  const left = (job.lateLooks?.left ?? 1) - 1;
  const gapMs = lateLookGapsMs.at(-left);
  job.lateLooks = left === 0 || gapMs === undefined ? null : { left, nextAt: after(ctx, gapMs) };
}

function settleLate(change: JobChange, found: readonly ProviderJob[], given: StandingSums | null): void {
  const { draft, job, provider } = change;
  if (given !== null && isGivenUp(draft, job)) {
    addSums(draft, given);
    reopenGivenUp(draft, job);
  }
  if (!mayBeAdopted(job)) {
    noteCopies(change, found);
    return;
  }
  settleFound(change, found);
  const providerId = job.providerId ?? found[0]?.id ?? '';
  job.warnings.push({ code: 'job_found_late', facts: { provider: provider.name, providerId } });
}

/** True while no retry of the part's requests has begun. */
function isGivenUp(record: BatchRecord, { id, stage, providerId }: JobRecord): boolean {
  const isCurrent = currentAttempt(record)?.jobs.some((job) => job.id === id) === true;
  return isCurrent && stage === 'collected' && providerId === null;
}

/** By how much the batch's counts change when the part's requests are pending again. */
async function whatItCounts(ctx: Context, record: BatchRecord, job: JobRecord): Promise<StandingSums> {
  const sums = noSums();
  if (job.outcomesKey === null) return sums;
  const merged = await mergeOutcomes(ctx, record);
  const table = await readOutcomeTable(ctx, job.outcomesKey);
  for (let index = 0; index < table.length; index += 1) {
    applyOutcome(sums, merged.standingOf(table.get(index).line), pendingStanding);
  }
  return sums;
}
