import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { getJob } from '#lib/record/attempts.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { backToUploaded, endJob, noteDoubtfulCreate } from '#lib/record/transitions.ts';
import { resolveJobInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * A person has decided about a job that may or may not exist at the provider. Throws `WrongStateError` when nothing
 * is in doubt any more.
 */
export const resolveJob = defineVerb({ name: 'resolveJob', right: 'run', input: resolveJobInput, run });

async function run(ctx: Context, { batchId, jobId, decision }: Parsed<typeof resolveJobInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    const job = getJob(draft, jobId);
    if (job.stage !== 'sending' || job.hold?.kind !== 'job_in_doubt') {
      throw new WrongStateError('Nothing is in doubt about this job any more.');
    }
    endHold(draft, job, stampOf(ctx));
    job.failures = 0;
    job.nextAt = ctx.clock.now().toISOString();
    if (decision === 'send_again') {
      noteDoubtfulCreate(job, ctx.clock.now());
      backToUploaded(job);
      job.sentAgainAt = job.nextAt;
    } else if (decision === 'give_up') {
      giveUp(ctx, draft, jobId);
    }
  });
}

function giveUp(ctx: Context, draft: BatchRecord, jobId: string): void {
  const job = getJob(draft, jobId);
  noteDoubtfulCreate(job, ctx.clock.now());
  job.givenUpAt = ctx.clock.now().toISOString();
  endJob(draft, job, stampOf(ctx), { status: 'cancelled' });
}
