import { readLineSelection } from '#lib/batch/results/outcome-table.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { changeOf } from '#lib/batch/store/job-work.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { isGivenUp } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { currentAttempt, jobsOfAttempts } from '#lib/record/attempts.ts';
import { beginHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { beginLateLooks } from '#lib/record/late-looks.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';
import { holdForError } from './hold-for-error.ts';
import { listedBy } from './look-before-create.ts';
import { lookForJobs, noteCopies } from './look-for-jobs.ts';
import { openLines, readGiven, settleLate } from './look-late.ts';
import { isAboutList, listPatience } from './settle-failed-look.ts';
import { dropAttempt, prepareWithdrawal, removeFilesOf } from './withdraw-attempt.ts';

interface FoundPart {
  readonly part: JobRecord;
  readonly found: readonly ProviderJob[];
}

/**
 * Asks the provider's list once, before a retry sends anything, for the jobs of earlier parts whose create call was
 * refused: some servers refuse what they have carried out. True when the retry may go on. A job of the attempt before
 * is used, and the retry taken back, as it would pay for the same answers again; one of an older attempt is cancelled
 * as a copy, and one that has failed is left alone. A list that may be behind is waited for, and one that fails asked
 * again later: not for ever, as a person has asked for the retry, and what appears later is cancelled as a copy.
 */
export async function mayRetry(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  attempt: AttemptRecord,
): Promise<boolean> {
  const found: FoundPart[] = [];
  const parts = await refusedParts(ctx, lease.record, attempt);
  if (await isListBehind(ctx, lease, provider, parts)) return false;
  for (const part of parts) {
    try {
      found.push({ part, found: await lookForJobs({ provider, lease }, part) });
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      const work = { ctx, lease, provider, jobId: part.id };
      if (!(await lease.save((draft) => goesOnUnseen(changeOf(work, draft), error)))) return false;
    }
  }
  return settle(
    ctx,
    lease,
    provider,
    found.filter((each) => each.found.length > 0),
  );
}

/** Parts that hold a request of the retry, came to no job that we know of, and had a create call. */
async function refusedParts(
  ctx: Context,
  { attempts, formerParts }: BatchRecord,
  { number, selectionKey }: AttemptRecord,
): Promise<readonly JobRecord[]> {
  const earlier = jobsOfAttempts(attempts.filter((each) => each.number < number));
  const refused = [...earlier, ...formerParts.filter(({ lateLooks }) => lateLooks !== null)].filter(
    ({ providerId, doubtfulCreates }) => providerId === null && doubtfulCreates !== null,
  );
  if (refused.length === 0 || selectionKey === null) return refused;
  const selection = await readLineSelection(ctx, selectionKey);
  return refused.filter(({ lines }) =>
    selection.some((line) => lines === null || (line >= lines.first && line <= lines.last)),
  );
}

async function settle(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  found: readonly FoundPart[],
): Promise<boolean> {
  if (found.length === 0) return true;
  const { record } = lease;
  const before: BatchRecord = { ...record, attempts: record.attempts.slice(0, -1) };
  const last = new Set(before.attempts.at(-1)?.jobs.map(({ id }) => id));
  const isUsable = (each: FoundPart): boolean => last.has(each.part.id) && each.found.some(mayGiveAnswers);
  const [usable, copies] = [found.filter(isUsable), found.filter((each) => !isUsable(each))];
  const outcomes = usable.length === 0 ? null : await prepareWithdrawal(ctx, record);
  const given = new Map(
    await Promise.all(usable.map(async ({ part }) => [part.id, await readGiven(ctx, before, part)] as const)),
  );
  const dropped = await lease.save((draft) => {
    const changeOfPart = ({ part }: FoundPart): JobChange => changeOf({ ctx, lease, provider, jobId: part.id }, draft);
    for (const each of copies) noteCopies(changeOfPart(each), each.found);
    if (outcomes === null) return null;
    const { cancelRequestedAt } = draft;
    const attempt = dropAttempt(ctx, draft, outcomes);
    // A cancel before the retry is over, as that asked for answers again; one after it holds.
    draft.cancelRequestedAt = cancelRequestedAt;
    for (const each of usable) settleLate(changeOfPart(each), each.found, given.get(each.part.id) ?? null);
    return attempt;
  });
  if (dropped !== null) {
    for (const { lines } of given.values()) await openLines(ctx, before, lines);
    await removeFilesOf(ctx, dropped);
  }
  return outcomes === null;
}

/** Of a job that failed nothing is left that a retry would pay for again. */
function mayGiveAnswers({ status, outputFileId, errorFileId }: ProviderJob): boolean {
  return status !== 'failed' || outputFileId !== null || errorFileId !== null;
}

/** The call that was refused may have been made a moment ago. */
async function isListBehind(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  parts: readonly JobRecord[],
): Promise<boolean> {
  const doubts = parts.map(({ doubtfulCreates }) => doubtfulCreates).filter((doubt) => doubt !== null);
  const listedAt = new Date(Math.max(0, ...doubts.map((doubt) => listedBy(doubt, provider).getTime())));
  if (listedAt <= ctx.clock.now()) return false;
  await lease.save((draft) => void (draft.nextAt = listedAt.toISOString()));
  return true;
}

/** False where the list is asked again later. A part that nobody could look for is looked for beside the retry. */
function goesOnUnseen({ ctx, draft, job, provider }: JobChange, error: ProviderError): boolean {
  ctx.log.warn('looking for refused jobs failed', { batchId: draft.id, jobId: job.id }, error);
  draft.failures += 1;
  const since = currentAttempt(draft)?.startedAt ?? ctx.clock.now().toISOString();
  if (isGivenUp(ctx, { looks: draft.failures, since }, listPatience(ctx, error))) {
    if (job.lateLooks === null) beginLateLooks(job, ctx.clock.now());
    return true;
  }
  const { reason, waitMs } = holdForError(error, provider.name);
  const backOff = backOffMs(draft.failures, error.retryAfterMs);
  // Some minutes are waited for quietly: a script would stop at a hold.
  if (isAboutList(error)) draft.nextAt = after(ctx, backOff);
  else {
    draft.nextAt = after(ctx, waitMs ?? backOff);
    beginHold(draft, draft, stampOf(ctx), reason);
  }
  return false;
}
