import { gatherResultFiles } from '#lib/batch/fetching/gather-result-files.ts';
import { readManifest } from '#lib/batch/parts/manifest.ts';
import {
  type StandingSums,
  addSums,
  applyOutcome,
  isBetter,
  noSums,
  pendingStanding,
} from '#lib/batch/results/best-answer.ts';
import { findMissingReason } from '#lib/batch/results/find-missing-reason.ts';
import { findResultWarnings } from '#lib/batch/results/find-result-warnings.ts';
import { markMissing } from '#lib/batch/results/mark-missing.ts';
import { type MergedOutcomes, mergeOutcomes, type ResultPlace } from '#lib/batch/results/merged-outcomes.ts';
import { type OutcomeTable, writeOutcomeTable } from '#lib/batch/results/outcome-table.ts';
import { readResultRows } from '#lib/batch/results/read-result-rows.ts';
import { createReconciliation, type Reconciliation } from '#lib/batch/results/reconciliation.ts';
import { partKey } from '#lib/batch/store/file-keys.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { changeOf } from '#lib/batch/store/job-work.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import { isGivenUp, longerStreak, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedResult, JobReference } from '#lib/contracts/request-index.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { currentAttempt, getJob, isAttemptEnded } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { endHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { rulesVersion } from '#lib/record/rules-version.ts';
import { countShown, countShownOfJob } from '#lib/record/shown-counts.ts';
import { deriveStatus } from '#lib/record/status.ts';
import { markCollected } from '#lib/record/transitions.ts';
import { type EndedStatus, type ShownCounts, isEnded } from '#lib/shared/contract/status.ts';
import { addUsage } from '#lib/shared/contract/usage.ts';
import { countFailedCall } from './note-failed-call.ts';
import { repeatOrAsk } from './repeat-or-ask.ts';

/** Longer than each kind of trouble is waited for by itself. */
const troublePatience: Patience = { fewestLooks: 10, forMs: 2 * 60 * 60_000 };

/** One broken transfer may be chance. */
const quietFailures = 1;

/**
 * Fetches both result files of an ended job, whatever its status, and notes what became of each of its requests.
 * May be broken off anywhere and repeated: files appear whole, rows are checkpointed.
 */
export async function collectJob(
  ctx: Context,
  input: { readonly batchId: string; readonly jobId: string },
): Promise<void> {
  const isDue = (record: BatchRecord): boolean => isJobDue(ctx, record, input.jobId, ['ended']);
  await withLease(ctx, { ...input, step: 'collect' }, isDue, async (lease) => {
    const attempt = currentAttempt(lease.record);
    if (attempt === null) return;
    try {
      if (!(await gatherResultFiles(ctx, lease, input.jobId))) return;
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      const provider = await ctx.providers.forConnection(lease.record.connectionId);
      const work = { ctx, lease, provider, jobId: input.jobId };
      const isOver = await lease.save((draft) => settleFailedFetch(changeOf(work, draft), error));
      if (!isOver) return;
    }
    await reconcileJob(ctx, lease, attempt.number, input.jobId);
  });
}

/**
 * True when the job goes on with what came: what is wrong in one way now and in another the next time ends here too.
 * Where the provider is down, or knows nothing of the job any more, a person decides in the end.
 */
function settleFailedFetch(change: JobChange, error: ProviderError): boolean {
  const { ctx, job, provider } = change;
  const call = { trying: 'collecting', error };
  countFailedCall(change, call);
  repeatOrAsk(change, call, quietFailures);
  const isAsked = job.hold?.kind === 'job_in_doubt';
  if (isAsked || (error.kind !== 'not_found' && error.kind !== 'unreadable')) return false;
  job.troubles.anyFile = longerStreak(ctx, job.troubles.anyFile);
  if (!isGivenUp(ctx, job.troubles.anyFile, troublePatience)) return false;
  job.warnings.push({ code: 'result_files_incomplete', facts: { provider: provider.name } });
  job.givenUpFileIds.push(...unfetchedFiles(job));
  return true;
}

function unfetchedFiles({ output, outputFileId, errors, errorFileId }: JobRecord): readonly string[] {
  return [output === null ? outputFileId : null, errors === null ? errorFileId : null].filter((id) => id !== null);
}

async function reconcileJob(ctx: Context, lease: HeldLease, attempt: number, jobId: string): Promise<void> {
  const record = await lease.reload();
  const job = getJob(record, jobId);
  const manifest = await readManifest(ctx, job.manifestKey);
  const reconciliation = createReconciliation(manifest);
  const reason = findMissingReason(job, manifest);
  const reference = { batchId: record.id, attempt, jobId };
  await ingest(ctx, reference, readResultRows({ ...ctx, signal: lease.signal }, job, reconciliation));
  markMissing(reconciliation.table, reason);
  const outcomesKey = partKey(record.id, job.id, 'outcomes.bin');
  await writeOutcomeTable(ctx, outcomesKey, reconciliation.table);
  await ctx.storage.index?.writeMissing(reference, reconciliation.table.missingLines(), reason);
  const gained = await countGained(ctx, record, attempt, reconciliation.table);
  await lease.save((draft) => settleCollected(ctx, draft, jobId, { outcomesKey, reconciliation, gained }));
}

/** The rows are to be read to their end, as the reconciliation counts them, also where no index takes them. */
async function ingest(
  { storage: { index } }: Context,
  reference: JobReference,
  rows: AsyncIterable<readonly IndexedResult[]>,
): Promise<void> {
  if (index !== undefined) await index.writeResults(reference, rows);
  else for await (const _ of rows);
}

interface Gained extends StandingSums {
  /** By how much the results file has grown. */
  resultBytes: number;
}

/** What the job's requests count as now: an earlier attempt's better result line still counts for a retried one. */
async function countGained(ctx: Context, record: BatchRecord, attempt: number, table: OutcomeTable): Promise<Gained> {
  const gained: Gained = { ...noSums(), resultBytes: 0 };
  const earlier = await readEarlier(ctx, record, attempt, table);
  for (let index = 0; index < table.length; index += 1) {
    const row = table.get(index);
    const before = earlier?.standingOf(row.line) ?? pendingStanding;
    const isNext = isBetter(row.outcome, before.outcome);
    if (isNext && row.outcome !== 'missing')
      gained.resultBytes += row.length + 1 - lineBytes(earlier?.placeOf(row.line));
    applyOutcome(gained, pendingStanding, isNext ? row : before);
  }
  return gained;
}

/** What earlier attempts gave for the lines of a part: only jobs that may hold one of them are read. */
async function readEarlier(
  ctx: Context,
  record: BatchRecord,
  attempt: number,
  table: OutcomeTable,
): Promise<MergedOutcomes | null> {
  if (attempt === 1 || table.length === 0) return null;
  const [first, last] = [table.get(0).line, table.get(table.length - 1).line];
  const mayHold = ({ lines }: JobRecord): boolean => lines === null || (lines.first <= last && lines.last >= first);
  const attempts = record.attempts
    .slice(0, attempt - 1)
    .map((earlier) => ({ ...earlier, jobs: earlier.jobs.filter(mayHold) }));
  return mergeOutcomes(ctx, { ...record, attempts });
}

function lineBytes(place: ResultPlace | null | undefined): number {
  return place == null ? 0 : place.outcome.length + 1;
}

interface Collected {
  readonly outcomesKey: string;
  readonly reconciliation: Reconciliation;
  readonly gained: Gained;
}

function settleCollected(
  ctx: Context,
  draft: BatchRecord,
  jobId: string,
  { outcomesKey, reconciliation, gained }: Collected,
): void {
  const job = getJob(draft, jobId);
  if (job.stage !== 'ended') return;
  const { usage } = reconciliation;
  markCollected(job, { ...reconciliation.sumUp(), judgedBy: rulesVersion, outcomesKey, usage }, stampOf(ctx));
  job.warnings.push(...findResultWarnings(job, reconciliation.oddities));
  endHold(draft, job, stampOf(ctx));
  addSums(draft, gained);
  draft.resultBytes += gained.resultBytes;
  draft.usage = addUsage(draft.usage, usage);
  addEvent(draft, stampOf(ctx), {
    kind: 'job_collected',
    data: { part: job.part, requests: job.requests, ...outcomeFacts(countShownOfJob(job)) },
  });
  const attempt = currentAttempt(draft);
  if (attempt === null || !isAttemptEnded(attempt)) return;
  attempt.endedAt = after(ctx, 0);
  const shown = countShown(draft);
  addEvent(draft, stampOf(ctx), {
    kind: 'finished',
    data: { total: shown.total, ...outcomeFacts(shown), status: endingOf(draft, shown) },
  });
}

function outcomeFacts({ succeeded, failed, missing, notAnswered }: ShownCounts) {
  return { succeeded, failed, missing, notAnswered };
}

/** An attempt that a person cancelled in time was cancelled, whatever else its jobs came to. */
function endingOf(record: BatchRecord, shown: ShownCounts): EndedStatus | null {
  if (record.cancelRequestedAt !== null && shown.notAnswered > 0) return 'cancelled';
  const status = deriveStatus(record);
  return isEnded(status) ? status : null;
}
