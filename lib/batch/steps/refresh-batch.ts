import { judgeAgain, type JudgedBatch } from '#lib/batch/results/judge-again.ts';
import { rebuildIndex } from '#lib/batch/results/rebuild-index.ts';
import { batchPrefix, isJudgedTable } from '#lib/batch/store/file-keys.ts';
import { withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import type { Context } from '#lib/contracts/context.ts';
import { jobsOfAttempts } from '#lib/record/attempts.ts';
import type { Stamp } from '#lib/record/events.ts';
import { endHold } from '#lib/record/hold.ts';
import { outcomesBasis } from '#lib/record/outcomes-basis.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { isRefreshDue } from '#lib/record/rules-version.ts';

/**
 * Judges the jobs of an ended batch again by today's rules, from their stored result files and without any
 * call to the provider, and writes the request index anew. Index first, then the record with tables and
 * counts in one save: until that save, downloads follow the old tables, and the record says that the index is
 * stale; broken off before it all is done again. What others have changed meanwhile is judged too, before
 * anything is saved. Returns false, and changes nothing, for a batch that runs, that needs it not, or that
 * somebody is at.
 */
export async function refreshBatch(ctx: Context, { batchId }: { readonly batchId: string }): Promise<boolean> {
  let isDone = false;
  await withLease(ctx, { batchId, jobId: null, step: 'refresh' }, isRefreshDue, async (lease) => {
    const working = { ...ctx, signal: lease.signal };
    await removeSpareTables(working, lease.record);
    for (let { record } = lease; !isDone && isRefreshDue(record); record = await lease.reload()) {
      const basis = outcomesBasis(record);
      const judged = await judgeAgain(working, record);
      await lease.save((draft) => void (draft.isIndexStale = true));
      await rebuildIndex(working, record);
      const spareKeys = await lease.save((draft) =>
        outcomesBasis(draft) === basis ? settle(draft, judged, stampOf(ctx)) : null,
      );
      isDone = spareKeys !== null;
      for (const key of spareKeys ?? keysOf(judged)) await ctx.files.remove(key);
    }
  });
  return isDone;
}

/** Of a refresh that was broken off before it could name them. */
async function removeSpareTables({ files }: Context, { id, attempts }: BatchRecord): Promise<void> {
  const named = new Set(jobsOfAttempts(attempts).map(({ outcomesKey }) => outcomesKey));
  const keys = await Array.fromAsync(files.list?.(batchPrefix(id)) ?? []);
  for (const key of keys) if (isJudgedTable(key) && !named.has(key)) await files.remove(key);
}

/** Returns the keys of tables that are named no more. */
function settle(draft: BatchRecord, { byJob, sums }: JudgedBatch, stamp: Stamp): string[] {
  const spareKeys: string[] = [];
  for (const job of jobsOfAttempts(draft.attempts)) {
    const judgement = byJob.get(job.id);
    if (judgement === undefined) continue;
    if (job.outcomesKey !== null) spareKeys.push(job.outcomesKey);
    Object.assign(job, judgement);
  }
  Object.assign(draft, sums);
  draft.isIndexStale = false;
  draft.failures = 0;
  endHold(draft, draft, stamp);
  return spareKeys;
}

function keysOf({ byJob }: JudgedBatch): string[] {
  return [...byJob.values()].flatMap(({ outcomesKey }) => outcomesKey ?? []);
}
