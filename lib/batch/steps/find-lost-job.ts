import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import { after } from '#lib/batch/timing/after.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { hasNoList, lookForJobs, settleFound } from './look-for-jobs.ts';
import { askPerson, settleFailedLook } from './settle-failed-look.ts';

/** How long to wait between two looks for a job that may have been made. */
export const lookAgainMs = 5_000;

/**
 * Looks for a job whose create call may have been carried out. One hit is ours; of several one is kept and
 * the others are cancelled later; with none for long enough, or with a list that cannot be read for as long,
 * a person is asked.
 */
export async function findLostJob(work: JobWork, job: JobRecord): Promise<void> {
  const { ctx, lease } = work;
  let found: readonly ProviderJob[] = [];
  try {
    found = await lookForJobs(work, job);
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    await lease.save((draft) => {
      const change = changeOf(work, draft);
      if (change.job.stage !== 'sending') return;
      if (hasNoList(error)) settleNotFound(change, error);
      else settleFailedLook(change, error);
    });
    return;
  }
  await lease.save((draft) => {
    const change = changeOf(work, draft);
    if (found.length === 0) settleNotFound(change, null);
    else settleFound(change, found);
  });
  if (found.length > 0)
    ctx.log.info('lost job found again', { batchId: lease.record.id, jobId: job.id, found: found.length });
}

function settleNotFound(change: JobChange, error: ProviderError | null): void {
  const { ctx, job } = change;
  if (job.stage !== 'sending' || job.sendingAt === null) return;
  const isOverdue = ctx.clock.now().getTime() - new Date(job.sendingAt).getTime() >= ctx.timing.doubtMs;
  if (isOverdue) askPerson(change, error);
  else job.nextAt = after(ctx, lookAgainMs);
}
