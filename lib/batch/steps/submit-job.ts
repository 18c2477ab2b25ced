import { assertIntact } from '#lib/batch/parts/assert-intact.ts';
import { withLocalBlob } from '#lib/batch/parts/local-blob.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import { type Patience, isGivenUp } from '#lib/batch/timing/patience.ts';
import { findRoom, takesRoom } from '#lib/batch/token-limit/admission.ts';
import { returnToLine } from '#lib/batch/token-limit/queue.ts';
import { isTokenRefusal } from '#lib/batch/token-limit/rules.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import { endpointUrlOf } from '#lib/record/endpoint.ts';
import { addEvent } from '#lib/record/events.ts';
import { beginHold, endHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { isBehindInLine, wakeFirstInLine } from '#lib/record/line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { backToUploaded, endJob, endUnsentJob, markSending, markSent, markUploaded } from '#lib/record/transitions.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';
import { applyProviderJob } from './provider-job.ts';

/** A job made earlier than this before our create call cannot be ours; the clocks may differ by some minutes. */
const clockSkewMs = 15 * 60_000;

/** An uploaded file that the provider still does not know is not uploaded once more. */
const unknownFilePatience: Patience = { fewestLooks: 4, forMs: 10_000 };

/** The first look at a job that was just made: most refusals come at once. */
const firstLookMs = 2_000;

/** How long to wait between two looks for a job that may have been made. */
const lookAgainMs = 5_000;

interface JobInput {
  readonly batchId: string;
  readonly jobId: string;
}

/**
 * Brings one part to the provider so that no crash can pay twice: the upload is committed before the create call,
 * the stage `sending` is committed before the create call leaves, and a job found in `sending` is looked for at
 * the provider, never sent again.
 */
export async function submitJob(ctx: Context, input: JobInput): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    isJobDue(ctx, record, input.jobId, ['prepared', 'uploaded', 'sending']) &&
    !isBehindInLine(record, getJob(record, input.jobId));
  await withLease(ctx, input, isDue, async (lease) => {
    const job = getJob(lease.record, input.jobId);
    const provider = await ctx.providers.forConnection(lease.record.connectionId);
    if (job.stage === 'sending') {
      await findLostJob(ctx, lease, provider, job);
      return;
    }
    if (!(await findRoom(ctx, lease, provider, job.id))) return;
    const fileId = job.fileId ?? (await uploadPart(ctx, lease, provider, job));
    if (fileId === null) return;
    lease.signal.throwIfAborted();
    await createJob(ctx, lease, provider, job, fileId);
  });
}

/** Null when the upload failed; the job says then when to try again. */
async function uploadPart(ctx: Context, lease: HeldLease, provider: Provider, job: JobRecord): Promise<string | null> {
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
    await lease.save((draft) => settleRefusal({ ctx, draft, job: getJob(draft, job.id), provider }, error));
    return null;
  }
}

async function createJob(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  job: JobRecord,
  fileId: string,
): Promise<void> {
  const endpoint = endpointUrlOf(lease.record);
  if (endpoint === null) return;
  const maySend = await lease.save((draft) => {
    const target = getJob(draft, job.id);
    if (target.stage !== 'uploaded') return false;
    if (draft.cancelRequestedAt !== null) {
      endUnsentJob(target, ctx.clock.now());
      return false;
    }
    if (!takesRoom({ ctx, draft, job: target, provider })) return false;
    markSending(draft, target, stampOf(ctx));
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
    await lease.save((draft) => settleSent({ ctx, draft, job: getJob(draft, job.id), provider }, created, 'job_sent'));
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    await lease.save((draft) => settleFailedCreate({ ctx, draft, job: getJob(draft, job.id), provider }, error));
  }
}

/** The create call failed: where it may have been carried out, the job stays in `sending` and is looked for. */
function settleFailedCreate(change: JobChange, error: ProviderError): void {
  const { ctx, draft, job } = change;
  if (job.stage !== 'sending') return;
  if (error.mayHaveHappened) {
    job.failures += 1;
    job.nextAt = after(ctx, lookAgainMs);
    ctx.log.warn('create call in doubt', { batchId: draft.id, jobId: job.id, statusCode: error.statusCode }, error);
    return;
  }
  const refusal = { code: error.providerCode, message: error.providerMessage ?? '' };
  if (isTokenRefusal(refusal)) {
    returnToLine(change, { providerId: null, message: refusal.message });
    return;
  }
  backToUploaded(job);
  if (error.kind === 'not_found') job.fileId = null;
  settleRefusal(change, error);
}

/** An upload or a create call was refused and surely did not happen. */
function settleRefusal(change: JobChange, error: ProviderError): void {
  const { ctx, draft, job } = change;
  const call = { trying: 'sending', error };
  countFailedCall(change, call);
  if (error.kind !== 'rejected' && !isGivenUp(ctx, job.troubles.unknown, unknownFilePatience)) {
    repeatLater(change, call);
    return;
  }
  endJob(draft, job, stampOf(ctx), { status: 'failed' });
  const message = error.providerMessage ?? error.message;
  job.providerErrors = [{ code: error.providerCode, message, param: null, line: null }];
}

function settleSent(change: JobChange, created: ProviderJob, kind: 'job_sent' | 'job_adopted'): void {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'sending') return;
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
 * Looks for a job whose create call may have been carried out. One hit is ours; of several the oldest is kept and
 * the others are cancelled; with none for long enough a person is asked.
 */
async function findLostJob(ctx: Context, lease: HeldLease, provider: Provider, job: JobRecord): Promise<void> {
  if (job.fileId === null || job.sendingAt === null) return;
  const sendingAt = new Date(job.sendingAt);
  try {
    const found = await provider.findJobs({
      fileId: job.fileId,
      token: job.token,
      createdAfter: new Date(sendingAt.getTime() - clockSkewMs),
      signal: lease.signal,
    });
    const [ours, ...copies] = found.filter(({ id }) => !job.refusedProviderIds.includes(id));
    if (ours === undefined) {
      await lease.save((draft) => settleNotFound({ ctx, draft, job: getJob(draft, job.id), provider }));
      return;
    }
    for (const copy of copies) await provider.cancelJob({ jobId: copy.id, signal: lease.signal });
    await lease.save((draft) => settleSent({ ctx, draft, job: getJob(draft, job.id), provider }, ours, 'job_adopted'));
    ctx.log.info('lost job found again', { batchId: lease.record.id, jobId: job.id, copies: copies.length });
  } catch (error) {
    if (!ProviderError.is(error)) throw error;
    await lease.save((draft) => {
      const change = { ctx, draft, job: getJob(draft, job.id), provider };
      const call = { trying: 'looking for a lost job', error };
      countFailedCall(change, call);
      repeatLater(change, call);
    });
  }
}

function settleNotFound({ ctx, draft, job, provider }: JobChange): void {
  if (job.stage !== 'sending' || job.sendingAt === null) return;
  const isOverdue = ctx.clock.now().getTime() - new Date(job.sendingAt).getTime() >= ctx.timing.doubtMs;
  if (!isOverdue) {
    job.nextAt = after(ctx, lookAgainMs);
    return;
  }
  const facts = { provider: provider.name, part: job.part };
  beginHold(draft, job, stampOf(ctx), { kind: 'job_in_doubt', code: 'job_in_doubt', facts });
  wakeFirstInLine(draft, ctx.clock.now());
}
