import { countRows } from '#lib/batch/parts/count-part.ts';
import { fillIn } from '#lib/batch/parts/fill-in.ts';
import { type InputRow, readInputRows } from '#lib/batch/parts/input-index.ts';
import { defaultJobLimits, type JobLimits, jobLimitsOf, usableTokens } from '#lib/batch/parts/job-limits.ts';
import type { PartRow } from '#lib/batch/parts/part-row.ts';
import { keepParts, writeParts } from '#lib/batch/parts/write-parts.ts';
import { readLineSelection } from '#lib/batch/results/outcome-table.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import { lineUp } from '#lib/batch/token-limit/queue.ts';
import { tokenLimitOf } from '#lib/batch/token-limit/rules.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { loadTokenCounter } from '#lib/pricing/count-tokens.ts';
import { currentAttempt } from '#lib/record/attempts.ts';
import { endpointUrlOf } from '#lib/record/endpoint.ts';
import { endHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';
import { endUnsentJobs } from '#lib/record/transitions.ts';
import { mayRetry } from './look-before-retry.ts';

/**
 * Cuts the current attempt into parts that fit the connection's limits, writes each part and its manifest,
 * and records a job for each in one save. Broken off before that save nothing has changed; done again it cuts
 * by the limits as they are then.
 */
export async function splitAttempt(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    currentAttempt(record)?.isSplit === false && isDueBy(ctx, record.nextAt);
  await withLease(ctx, { batchId: input.batchId, jobId: null, step: 'split' }, isDue, async (lease) => {
    const attempt = currentAttempt(lease.record);
    if (attempt === null) return;
    // Parts of a cancelled attempt are never sent, so they can be cut even when the connection is gone.
    const isCancelled = lease.record.cancelRequestedAt !== null;
    const provider = isCancelled ? null : await ctx.providers.forConnection(lease.record.connectionId);
    if (provider !== null && !(await mayRetry(ctx, lease, provider, attempt))) return;
    const jobs = await cutIntoParts(ctx, lease, attempt, provider);
    await keepParts(ctx, jobs, () => lease.save((draft) => recordParts(ctx, draft, jobs, provider)));
  });
}

async function cutIntoParts(
  ctx: Context,
  lease: HeldLease,
  attempt: AttemptRecord,
  provider: Provider | null,
): Promise<JobRecord[]> {
  const { record, signal } = lease;
  const limits = provider === null ? defaultJobLimits : limitsFor(record, provider);
  const lines = attempt.selectionKey === null ? null : await readLineSelection(ctx, attempt.selectionKey);
  const selection = lines === null ? null : new Set(lines);
  if (lines !== null) await ctx.storage.index?.openAttempt(record.id, attempt.number, lines);
  const selected = selectRows(readInputRows(ctx, record), selection);
  const url = endpointUrlOf(record);
  const complete = provider?.wantsMethodAndUrl === true && url !== null ? fillIn(selected, url) : selected;
  const rows = await withTokens(ctx, record, complete, limits);
  const source = { key: record.input.key, rows };
  return writeParts(ctx, { batchId: record.id, firstPart: 1, requests: attempt.requests, source, limits, signal });
}

/** False when somebody else has recorded parts of the attempt. */
function recordParts(ctx: Context, draft: BatchRecord, jobs: readonly JobRecord[], provider: Provider | null): boolean {
  const target = currentAttempt(draft);
  if (target === null || target.isSplit) return false;
  target.jobs = jobs.map((job) => structuredClone(job));
  target.isSplit = true;
  draft.failures = 0;
  endHold(draft, draft, stampOf(ctx));
  if (draft.cancelRequestedAt !== null) endUnsentJobs(draft, ctx.clock.now());
  else if (provider !== null) lineUp(ctx, draft, provider);
  return true;
}

function limitsFor(record: BatchRecord, provider: Provider): JobLimits {
  const tokenLimit = tokenLimitOf(record, provider);
  return { ...jobLimitsOf(provider.limits), maxTokens: tokenLimit === null ? null : usableTokens(tokenLimit) };
}

async function* selectRows(
  source: AsyncIterable<readonly InputRow[]>,
  selection: ReadonlySet<number> | null,
): AsyncGenerator<readonly InputRow[]> {
  for await (const rows of source) {
    yield selection === null ? rows : rows.filter((row) => selection.has(row.line));
  }
}

async function withTokens(
  ctx: Context,
  record: BatchRecord,
  rows: AsyncIterable<readonly PartRow[]>,
  { maxTokens }: JobLimits,
): Promise<AsyncIterable<readonly PartRow[]>> {
  if (maxTokens === null) return rows;
  return countRows(ctx, record.input.key, rows, await loadTokenCounter(record.check?.model ?? null));
}
