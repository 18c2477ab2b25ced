import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { getJob } from '#lib/record/attempts.ts';
import { endHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import {
  backToUploaded,
  endJob,
  forgetProviderJob,
  giveUpResults,
  noteCopy,
  noteDoubtfulCreate,
} from '#lib/record/transitions.ts';
import { resolveJobInput } from '#lib/shared/contract/batch-inputs.ts';
import { isJobHidden } from '#lib/shared/contract/hidden-job.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * A person has decided about a job that may or may not exist at the provider. Throws `WrongStateError` when nothing
 * is in doubt any more.
 */
export const resolveJob = defineVerb({ name: 'resolveJob', right: 'run', audit: 'batch', input: resolveJobInput, run });

async function run(ctx: Context, { batchId, jobId, decision }: Parsed<typeof resolveJobInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    const job = getJob(draft, jobId);
    if (job.hold?.kind !== 'job_in_doubt') throw new WrongStateError('Nothing is in doubt about this job any more.');
    const { hold } = job;
    if (decision === 'send_again' && isJobHidden(hold) && hold.code !== 'job_unknown')
      throw new WrongStateError(
        'This job is not sent again, as it may have been answered. Look again, or give it up and retry what is missing then.',
      );
    job.nextAt = ctx.clock.now().toISOString();
    // It would take another day to be asked again.
    if (decision === 'look_again' && hold.code === 'job_unreachable') return;
    endHold(draft, job, stampOf(ctx));
    job.failures = 0;
    if (decision === 'look_again') return;
    if (job.stage === 'sending') noteDoubtfulCreate(job, ctx.clock.now());
    if (decision === 'send_again') sendAgain(job);
    else giveUp(ctx, draft, job, hold);
  });
}

/** A job that the provider does not know any more may still run there: it is to be cancelled. */
function sendAgain(job: JobRecord): void {
  if (job.providerId === null) backToUploaded(job);
  else {
    noteCopy(job, job.providerId, { at: job.nextAt, isOver: false });
    forgetProviderJob(job);
  }
  job.sentAgainAt = job.nextAt;
}

function giveUp(ctx: Context, draft: BatchRecord, job: JobRecord, hold: Hold): void {
  job.givenUpAt = job.nextAt;
  if (job.stage !== 'ended') endJob(draft, job, stampOf(ctx), { status: isJobHidden(hold) ? 'failed' : 'cancelled' });
  if (!isJobHidden(hold)) return;
  giveUpResults(job);
  const { provider, providerId } = hold.facts;
  job.warnings.push({ code: 'job_gone', facts: { provider, providerId } });
}
