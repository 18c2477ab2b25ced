import { assertIntact } from '#lib/batch/parts/assert-intact.ts';
import { withLocalBlob } from '#lib/batch/parts/with-local-blob.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import { type Patience, isGivenUp } from '#lib/batch/timing/patience.ts';
import { findRoom, takesRoom } from '#lib/batch/token-limit/admission.ts';
import { returnToLine } from '#lib/batch/token-limit/queue.ts';
import { isTokenRefusal } from '#lib/batch/token-limit/rules.ts';
import type { Context } from '#lib/contracts/context.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import { endpointUrlOf } from '#lib/record/endpoint.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { isBehindInLine } from '#lib/record/line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import {
  backToUploaded,
  endJob,
  endUnsentJob,
  markSending,
  markUploaded,
  noteDoubtfulCreate,
} from '#lib/record/transitions.ts';
import { findLostJob, lookAgainMs } from './find-lost-job.ts';
import { faultToKeep } from './hold-for-error.ts';
import { isSurelyNotMade, lookOrNull, noLookDue } from './look-before-create.ts';
import { settleFound, settleSent } from './look-for-jobs.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/** An uploaded file that the provider still does not know is not uploaded once more. */
const unknownFilePatience: Patience = { fewestLooks: 5, forMs: 2 * 60_000 };

interface JobInput {
  readonly batchId: string;
  readonly jobId: string;
}

/**
 * Brings one part to the provider so that no crash can pay twice: the upload is committed before the create
 * call, the stage `sending` is committed before the create call leaves, a job found in `sending` is looked
 * for at the provider, never sent again, and so is what may have come of a refused call before it is
 * repeated.
 */
export async function submitJob(ctx: Context, input: JobInput): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    isJobDue(ctx, record, input.jobId, ['prepared', 'uploaded', 'sending']) &&
    !isBehindInLine(record, getJob(record, input.jobId));
  await withLease(ctx, { ...input, step: 'submit' }, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    const work = { ctx, lease, provider, jobId: job.id };
    if (job.stage === 'sending') {
      await findLostJob(work, job);
      return;
    }
    if (job.doubtfulCreates?.isLookDue === true && !(await isSurelyNotMade(work))) return;
    if (!(await findRoom(work))) return;
    const fileId = job.fileId ?? (await uploadPart(work, job));
    if (fileId === null) return;
    lease.signal.throwIfAborted();
    await createJob(work, job, fileId);
  });
}

/** Null when the upload failed; the job says then when to try again. */
async function uploadPart(work: JobWork, job: JobRecord): Promise<string | null> {
  const { ctx, lease, provider } = work;
  try {
    const { fileId } = await withLocalBlob(ctx, job.payload.key, async (content) => {
      await assertIntact(job.payload, content);
      return provider.uploadFile({ name: `${job.token}.jsonl`, content, signal: lease.signal });
    });
    await lease.save((draft) => {
      const target = getJob(draft, job.id);
      // It is `uploaded` already where the provider had forgotten the file.
      if (target.stage === 'prepared' || target.stage === 'uploaded') markUploaded(target, fileId);
    });
    return fileId;
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    await lease.save((draft) => {
      const change = changeOf(work, draft);
      if (isRefusedForGood(change, error)) endRefused(change, error);
    });
    return null;
  }
}

async function createJob(work: JobWork, job: JobRecord, fileId: string): Promise<void> {
  const { ctx, lease, provider } = work;
  const endpoint = endpointUrlOf(lease.record);
  if (endpoint === null) return;
  const maySend = await lease.save((draft) => {
    const change = changeOf(work, draft);
    if (change.job.stage !== 'uploaded') return false;
    if (draft.cancelRequestedAt !== null) {
      endUnsentJob(change.job, ctx.clock.now());
      return false;
    }
    if (!takesRoom(change)) return false;
    markSending(draft, change.job, stampOf(ctx));
    return true;
  });
  if (!maySend) return;
  try {
    // Without a signal: breaking the call off does not take it back, and its answer is worth waiting for.
    const created = await provider.createJob({
      fileId,
      endpoint,
      completionWindow: lease.record.completionWindow,
      token: job.token,
      metadata: { langbatch_batch: lease.record.id },
    });
    await lease.save((draft) => settleSent(changeOf(work, draft), created, 'job_sent'));
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    const isOver = await lease.save((draft) => settleFailedCreate(changeOf(work, draft), error));
    if (isOver) await endUnlessFound(work, error);
  }
}

/**
 * The create call failed. Where it may have been carried out, the job stays in `sending` and is looked for; a
 * refusal is repeated later, after a look. True when the part is to end, as sending it again would give the
 * same.
 */
function settleFailedCreate(change: JobChange, error: ProviderError): boolean {
  const { ctx, draft, job } = change;
  if (job.stage !== 'sending') return false;
  if (error.mayHaveHappened) {
    job.failures += 1;
    job.nextAt = after(ctx, lookAgainMs);
    ctx.log.warn('create call in doubt', { batchId: draft.id, jobId: job.id, statusCode: error.statusCode }, error);
    return false;
  }
  if (error.kind !== 'unavailable') noteDoubtfulCreate(job, ctx.clock.now());
  const refusal = { code: error.providerCode, message: error.providerMessage ?? '' };
  if (isTokenRefusal(refusal)) {
    returnToLine(change, { providerId: null, message: refusal.message });
    return false;
  }
  backToUploaded(job);
  if (error.kind === 'not_found') job.fileId = null;
  return isRefusedForGood(change, error);
}

/** Notes a refused upload or create call, and when it is repeated. True when it would be refused again. */
function isRefusedForGood(change: JobChange, error: ProviderError): boolean {
  const { ctx, job } = change;
  const call = { trying: 'sending', error };
  countFailedCall(change, call);
  if (error.kind === 'rejected' || isGivenUp(ctx, job.troubles.unknown, unknownFilePatience)) return true;
  repeatLater(change, call);
  return false;
}

function endRefused({ ctx, draft, job, provider }: JobChange, error: ProviderError): void {
  endJob(draft, job, stampOf(ctx), { status: 'failed' });
  job.givenUpAt = job.endedAt;
  job.refusal = { code: 'call_refused', facts: { provider: provider.name, fault: faultToKeep(error) } };
}

/**
 * The provider wants nothing of the part. Before it ends, one look: what was made of it all the same is used,
 * not paid for again.
 */
async function endUnlessFound(work: JobWork, refusal: ProviderError): Promise<void> {
  const found = await lookOrNull(work);
  await work.lease.save((draft) => {
    const change = changeOf(work, draft);
    if (change.job.stage !== 'uploaded') return;
    if (found !== null) noLookDue(change.job);
    if (found === null || found.length === 0) endRefused(change, refusal);
    else settleFound(change, found);
  });
}
