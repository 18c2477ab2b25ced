import { readManifest } from '#lib/batch/parts/manifest.ts';
import {
  type StandingSums,
  addSums,
  applyOutcome,
  isBetter,
  noSums,
  pendingStanding,
} from '#lib/batch/results/best-answer.ts';
import { describeWarnings } from '#lib/batch/results/collect-warnings.ts';
import { fetchResultFiles } from '#lib/batch/results/fetch-result-files.ts';
import { type MergedOutcomes, mergeOutcomes, type ResultPlace } from '#lib/batch/results/merged-outcomes.ts';
import { reasonForMissing } from '#lib/batch/results/missing-reason.ts';
import { type OutcomeTable, writeOutcomeTable } from '#lib/batch/results/outcome-table.ts';
import { readResultRows } from '#lib/batch/results/read-result-rows.ts';
import { createReconciliation, type Reconciliation } from '#lib/batch/results/reconcile.ts';
import { findResultFileNames } from '#lib/batch/results/result-file-names.ts';
import { partKey } from '#lib/batch/store/file-keys.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { addEvent } from '#lib/batch/store/update-batch.ts';
import { isJobDue } from '#lib/batch/timing/due.ts';
import { isGivenUp, longerStreak, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { currentAttempt, getJob, isAttemptEnded, moveJob } from '#lib/record/state.ts';
import { isCurable } from '#lib/shared/failures/find-failure.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

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
  await withLease(ctx, input, isDue, async (lease) => {
    const attempt = currentAttempt(lease.record);
    if (attempt === null) return;
    try {
      const { resultTroubles } = getJob(lease.record, input.jobId);
      if (!isGivenUp(ctx, resultTroubles, troublePatience)) {
        const job = await findResultFileNames(ctx, lease, input.jobId);
        if (job === null) return;
        await fetchResultFiles(ctx, lease, job);
      }
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
      const provider = await ctx.providers.forConnection(lease.record.connectionId);
      await lease.save((draft) => settleFailedFetch(ctx, draft, getJob(draft, input.jobId), provider, error));
      return;
    }
    await reconcileJob(ctx, lease, attempt.number, input.jobId);
  });
}

/** What is wrong in one way now and in another the next time ends here too; a provider that is down is waited for. */
function settleFailedFetch(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  provider: Provider,
  error: ProviderError,
): void {
  const call = { trying: 'collecting', provider, error };
  countFailedCall(ctx, draft, job, call);
  repeatLater(ctx, draft, job, call, quietFailures);
  if (error.kind !== 'not_found' && error.kind !== 'unreadable') return;
  job.resultTroubles = longerStreak(ctx, job.resultTroubles);
  if (!isGivenUp(ctx, job.resultTroubles, troublePatience)) return;
  job.warnings.push(
    `${provider.name} has not given all of this job's result files for two hours. Requests with no answer in what it gave count as missing.`,
  );
}

async function reconcileJob(ctx: Context, lease: HeldLease, attempt: number, jobId: string): Promise<void> {
  const record = await newestRecord(lease);
  const job = getJob(record, jobId);
  const reconciliation = createReconciliation(await readManifest(ctx, job.manifestKey));
  await ingest(ctx, lease, attempt, job, reconciliation);
  markMissing(reconciliation, reasonForMissing(job));
  const outcomesKey = partKey(record.id, job.id, 'outcomes.bin');
  await writeOutcomeTable(ctx, outcomesKey, reconciliation.table);
  await ctx.storage.index?.writeMissing(
    { batchId: record.id, attempt, jobId },
    reconciliation.table.missingLines(),
    reasonForMissing(job),
  );
  const gained = await countGained(ctx, record, attempt, reconciliation.table);
  await lease.save((draft) => settleCollected(ctx, draft, jobId, outcomesKey, reconciliation, gained));
}

async function newestRecord(lease: HeldLease): Promise<BatchRecord> {
  return lease.save((draft) => structuredClone(draft));
}

async function ingest(
  ctx: Context,
  lease: HeldLease,
  attempt: number,
  job: JobRecord,
  reconciliation: Reconciliation,
): Promise<void> {
  const rows = readResultRows({ ...ctx, signal: lease.signal }, job, reconciliation);
  const { index } = ctx.storage;
  if (index !== undefined) await index.writeResults({ batchId: lease.record.id, attempt, jobId: job.id }, rows);
  else for await (const _ of rows);
}

function markMissing(reconciliation: Reconciliation, reason: string): void {
  const isWorthSending = isCurable({ outcome: 'missing', statusCode: null, errorCode: reason });
  const { table } = reconciliation;
  for (let index = 0; index < table.length; index += 1) {
    if (table.outcomeAt(index) === 'missing') table.set(index, { ...table.get(index), isCurable: isWorthSending });
  }
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

function settleCollected(
  ctx: Context,
  draft: BatchRecord,
  jobId: string,
  outcomesKey: string,
  reconciliation: Reconciliation,
  gained: Gained,
): void {
  const now = ctx.clock.now();
  const job = getJob(draft, jobId);
  if (job.stage !== 'ended') return;
  const counts = reconciliation.countOutcomes();
  moveJob(job, 'collected');
  job.status ??= 'completed';
  job.counts = counts;
  job.outcomesKey = outcomesKey;
  job.usage = reconciliation.usage;
  job.collectedAt = now.toISOString();
  job.failures = 0;
  job.warnings.push(...describeWarnings(job, reconciliation.oddities));
  endHold(ctx, draft, job);
  addSums(draft, gained);
  draft.resultBytes += gained.resultBytes;
  draft.usage = {
    inputTokens: draft.usage.inputTokens + reconciliation.usage.inputTokens,
    outputTokens: draft.usage.outputTokens + reconciliation.usage.outputTokens,
  };
  addEvent(draft, {
    at: now,
    actor: ctx.actor,
    kind: 'job_collected',
    data: { part: job.part, requests: job.requests, ...counts },
  });
  const attempt = currentAttempt(draft);
  if (attempt === null || !isAttemptEnded(attempt)) return;
  attempt.endedAt = now.toISOString();
  const { total, succeeded, failed, missing } = draft.counts;
  addEvent(draft, { at: now, actor: ctx.actor, kind: 'finished', data: { total, succeeded, failed, missing } });
}
