import { readManifest } from '#lib/batch/parts/manifest.ts';
import { partKey } from '#lib/batch/store/file-keys.ts';
import type { Context } from '#lib/contracts/context.ts';
import { jobsOfAttempts } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { rulesVersion } from '#lib/record/rules-version.ts';
import { addUsage, noUsage } from '#lib/shared/contract/usage.ts';
import { findMissingReason } from './find-missing-reason.ts';
import { markMissing } from './mark-missing.ts';
import { mergeOutcomes } from './merged-outcomes.ts';
import { writeOutcomeTable } from './outcome-table.ts';
import { readResultRows } from './read-result-rows.ts';
import { createReconciliation } from './reconciliation.ts';

/** What a collected job comes to under today's rules. */
export type Judgement = Pick<JobRecord, 'counts' | 'untried' | 'endings' | 'judgedBy' | 'outcomesKey' | 'usage'>;

/** The same batch as today's rules judge it; nothing of it is saved. */
export interface JudgedBatch {
  readonly byJob: ReadonlyMap<string, Judgement>;
  readonly sums: Pick<BatchRecord, 'counts' | 'curable' | 'untried' | 'endings' | 'resultBytes' | 'usage'>;
}

/**
 * Judges all collected jobs again from their stored result files. The new outcome tables lie under names of
 * their own: a job that is collected meanwhile overwrites none of them, nor they what that has written.
 */
export async function judgeAgain(ctx: Context, record: BatchRecord): Promise<JudgedBatch> {
  const byJob = new Map<string, Judgement>();
  let usage = noUsage;
  for (const job of jobsOfAttempts(record.attempts)) {
    if (job.stage !== 'collected') continue;
    const judged = await judgeJob(ctx, record.id, job);
    byJob.set(job.id, judged);
    usage = addUsage(usage, judged.usage ?? noUsage);
  }
  const merged = await mergeOutcomes(ctx, withJudgements(record, byJob));
  const { counts, curable, untried, endings } = merged;
  const resultBytes = merged
    .select((line) => merged.hasResult(line))
    .reduce((sum, line) => sum + bytesOf(merged.placeOf(line)), 0);
  return {
    byJob,
    sums: { counts: { ...counts }, curable, untried: { ...untried }, endings: { ...endings }, resultBytes, usage },
  };
}

async function judgeJob(ctx: Context, batchId: string, job: JobRecord): Promise<Judgement> {
  const manifest = await readManifest(ctx, job.manifestKey);
  const reconciliation = createReconciliation(manifest);
  for await (const _ of readResultRows(ctx, job, reconciliation));
  markMissing(reconciliation.table, findMissingReason(job, manifest));
  const outcomesKey = partKey(batchId, job.id, `outcomes-${ctx.ids.next('judged')}.bin`);
  await writeOutcomeTable(ctx, outcomesKey, reconciliation.table);
  const { usage } = reconciliation;
  return { ...reconciliation.sumUp(), judgedBy: rulesVersion, outcomesKey, usage };
}

function withJudgements(record: BatchRecord, byJob: ReadonlyMap<string, Judgement>): BatchRecord {
  const attempts = record.attempts.map((attempt) => ({
    ...attempt,
    jobs: attempt.jobs.map((job) => ({ ...job, ...byJob.get(job.id) })),
  }));
  return { ...record, attempts };
}

function bytesOf(place: { readonly outcome: { readonly length: number } } | null): number {
  return place === null ? 0 : place.outcome.length + 1;
}
