import { readManifest } from '#lib/batch/parts/manifest.ts';
import { removeParts } from '#lib/batch/parts/write-parts.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { readLineSelection } from '#lib/batch/results/outcome-table.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { currentAttempt, openJobs } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { keepFormerParts } from '#lib/record/former-parts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';
import { withdrawAttemptInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { isSeenNowhere } from './look-before-create.ts';

/**
 * Takes back an attempt of which nothing has reached the provider, so that the batch is as it was before the start or
 * the retry. Returns false, and takes nothing back, when something of it may have been sent or is found at the
 * provider, when the attempt with this token is not the current one, or while somebody splits it.
 */
export const withdrawAttempt = defineVerb({
  name: 'withdrawAttempt',
  right: 'run',
  audit: 'batch',
  input: withdrawAttemptInput,
  run,
});

async function run(ctx: Context, { batchId, token }: Parsed<typeof withdrawAttemptInput>): Promise<boolean> {
  let withdrawn: AttemptRecord | null = null;
  const isDue = (record: BatchRecord): boolean => isWithdrawable(record, token);
  await withLease(ctx, { batchId, jobId: null, step: 'withdraw' }, isDue, async (lease) => {
    if (!(await isNothingMade(ctx, lease))) return;
    const outcomes = await prepareWithdrawal(ctx, lease.record);
    await lease.save((draft) => {
      withdrawn = isWithdrawable(draft, token) ? dropAttempt(ctx, draft, outcomes) : null;
    });
    if (withdrawn !== null) await removeFilesOf(ctx, withdrawn);
  });
  return withdrawn !== null;
}

type OutcomesBefore = Pick<BatchRecord, 'counts' | 'curable' | 'untried' | 'endings'>;

/**
 * What the batch counts without its current attempt, which the index forgets: should this process end here, that
 * attempt goes on all the same.
 */
export async function prepareWithdrawal(ctx: Context, record: BatchRecord): Promise<OutcomesBefore> {
  const outcomes = await outcomesWithout(ctx, record);
  await clearIndex(ctx, record);
  return outcomes;
}

/** The batch is as it was before its current attempt, which is returned. */
export function dropAttempt(ctx: Context, draft: BatchRecord, outcomes: OutcomesBefore): AttemptRecord | null {
  const attempt = draft.attempts.pop();
  if (attempt === undefined) return null;
  keepFormerParts(draft, attempt.jobs);
  Object.assign(draft, attempt.before, outcomes);
  draft.failures = 0;
  draft.hold = null;
  addEvent(draft, stampOf(ctx), { kind: 'attempt_withdrawn', data: { attempt: attempt.number } });
  return attempt;
}

/**
 * False when a create call that was refused has made a job all the same, which is used then, or when nobody can say.
 */
async function isNothingMade(ctx: Context, lease: HeldLease): Promise<boolean> {
  const doubtful = openJobs(lease.record).filter(({ doubtfulCreates }) => doubtfulCreates?.isLookDue === true);
  if (doubtful.length === 0) return true;
  const provider = await ctx.providers.forConnection(lease.record.connectionId);
  let isNothing = true;
  for (const { id } of doubtful) isNothing = (await isSeenNowhere({ ctx, lease, provider, jobId: id })) && isNothing;
  return isNothing;
}

/** The rows of a retry, and of parts that have ended: one of those may have been about to be collected. */
async function clearIndex(ctx: Context, record: BatchRecord): Promise<void> {
  const { index } = ctx.storage;
  if (index === undefined) return;
  const attempt = getCurrentAttempt(record);
  const withdraw = async (lines: Uint32Array): Promise<void> => index.withdrawAttempt(record.id, attempt.number, lines);
  if (attempt.selectionKey !== null) await withdraw(await readLineSelection(ctx, attempt.selectionKey));
  else
    for (const { stage, manifestKey } of attempt.jobs)
      if (stage === 'ended') await withdraw((await readManifest(ctx, manifestKey)).lines);
}

/** Nobody names them any more, and the next try writes its own. */
export async function removeFilesOf(ctx: Context, { jobs, selectionKey }: AttemptRecord): Promise<void> {
  await removeParts(ctx, jobs);
  if (selectionKey !== null) await ctx.files.remove(selectionKey);
}

function getCurrentAttempt(record: BatchRecord): AttemptRecord {
  const attempt = currentAttempt(record);
  if (attempt === null) throw new WrongStateError('This batch has not been started yet.');
  return attempt;
}

function isWithdrawable(record: BatchRecord, token: string): boolean {
  const attempt = currentAttempt(record);
  return attempt?.token === token && record.cancelRequestedAt === null && !attempt.jobs.some(mayBeSent);
}

function mayBeSent(job: JobRecord): boolean {
  return (
    job.providerId !== null ||
    job.sendingAt !== null ||
    job.sentAgainAt !== null ||
    job.refusedProviderIds.length > 0 ||
    job.stage === 'collected'
  );
}

async function outcomesWithout(ctx: Context, record: BatchRecord): Promise<OutcomesBefore> {
  const attempts = record.attempts.slice(0, -1);
  const { counts, curable, untried, endings } = await mergeOutcomes(ctx, { ...record, attempts });
  return { counts, curable, untried, endings };
}
