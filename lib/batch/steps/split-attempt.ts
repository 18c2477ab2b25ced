import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import type { ProviderLimits } from '../../providers/provider.ts';
import { getBatchProvider } from '../batch-provider.ts';
import { copyLines } from '../copy-lines.ts';
import { isDueBy } from '../due.ts';
import { partKey } from '../file-keys.ts';
import { endHold } from '../hold.ts';
import { type InputRow, readInputRows } from '../input-index.ts';
import { type HeldLease, withLease } from '../lease.ts';
import { formatManifestRow } from '../manifest.ts';
import { readLineSelection } from '../outcome-table.ts';
import type { AttemptRecord, BatchRecord, JobRecord } from '../record.ts';
import { currentAttempt, endUnsentJobs } from '../state.ts';

/** OpenAI's limits of one job: 50,000 requests in a file of 200 MB (209,715,200 bytes are enforced). */
export const defaultJobLimits = { maxRequests: 50_000, maxBytes: 209_715_200, maxEmbeddingInputs: 50_000 };

export interface JobLimits {
  readonly maxRequests: number;
  readonly maxBytes: number;
  readonly maxEmbeddingInputs: number;
}

export function jobLimitsOf(limits: ProviderLimits): JobLimits {
  return {
    maxRequests: limits.maxRequestsPerJob ?? defaultJobLimits.maxRequests,
    maxBytes: limits.maxBytesPerJob ?? defaultJobLimits.maxBytes,
    maxEmbeddingInputs: limits.maxEmbeddingInputsPerJob ?? defaultJobLimits.maxEmbeddingInputs,
  };
}

/**
 * Cuts the current attempt into parts that fit the connection's limits, writes each part and its manifest, and
 * records a job for each. Broken off and done again it gives the same parts.
 */
export async function splitAttempt(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    currentAttempt(record)?.isSplit === false && isDueBy(ctx, record.nextAt);
  await withLease(ctx, { batchId: input.batchId, jobId: null }, isDue, async (lease) => {
    const attempt = currentAttempt(lease.record);
    if (attempt === null) return;
    const jobs = await writeParts(ctx, lease, attempt);
    await lease.save((draft) => {
      const target = currentAttempt(draft);
      if (target === null || target.isSplit) return;
      target.jobs = jobs;
      target.isSplit = true;
      draft.failures = 0;
      endHold(ctx, draft, draft);
      if (draft.cancelRequestedAt !== null) endUnsentJobs(draft, ctx.clock.now());
    });
  });
}

async function writeParts(ctx: Context, lease: HeldLease, attempt: AttemptRecord): Promise<JobRecord[]> {
  const { record } = lease;
  const limits = await findLimits(ctx, record);
  const lines = attempt.selectionKey === null ? null : await readLineSelection(ctx, attempt.selectionKey);
  const selection = lines === null ? null : new Set(lines);
  if (lines !== null) await ctx.storage.index?.openAttempt(record.id, attempt.number, lines);
  const jobs: JobRecord[] = [];
  for await (const rows of splitRows(selectRows(readInputRows(ctx, record), selection), limits)) {
    lease.signal.throwIfAborted();
    jobs.push(await writePart(ctx, lease, attempt, jobs.length + 1, rows));
  }
  return jobs;
}

/** Parts of a cancelled attempt are never sent, so they can be cut even when the connection is gone. */
async function findLimits(ctx: Context, record: BatchRecord): Promise<JobLimits> {
  if (record.cancelRequestedAt !== null) return defaultJobLimits;
  return jobLimitsOf((await getBatchProvider(ctx, record)).limits);
}

async function* selectRows(
  source: AsyncIterable<readonly InputRow[]>,
  selection: ReadonlySet<number> | null,
): AsyncGenerator<readonly InputRow[]> {
  for await (const rows of source) {
    yield selection === null ? rows : rows.filter((row) => selection.has(row.line));
  }
}

/** Cuts rows into parts, each as full as the limits allow. A row that alone is over a limit gets a part of its own. */
export async function* splitRows(
  source: AsyncIterable<readonly InputRow[]>,
  limits: JobLimits,
): AsyncGenerator<readonly InputRow[]> {
  let part: InputRow[] = [];
  let bytes = 0;
  let embeddingInputs = 0;
  for await (const rows of source) {
    for (const row of rows) {
      const rowBytes = row.length + 1;
      const isFull =
        part.length + 1 > limits.maxRequests ||
        bytes + rowBytes > limits.maxBytes ||
        embeddingInputs + row.embeddingInputs > limits.maxEmbeddingInputs;
      if (part.length > 0 && isFull) {
        yield part;
        part = [];
        bytes = 0;
        embeddingInputs = 0;
      }
      part.push(row);
      bytes += rowBytes;
      embeddingInputs += row.embeddingInputs;
    }
  }
  if (part.length > 0) yield part;
}

async function writePart(
  ctx: Context,
  lease: HeldLease,
  attempt: AttemptRecord,
  part: number,
  rows: readonly InputRow[],
): Promise<JobRecord> {
  const { record } = lease;
  const payloadKey = partKey(record.id, attempt.number, part, 'payload.jsonl');
  const manifestKey = partKey(record.id, attempt.number, part, 'manifest.jsonl');
  const payload = await ctx.files.write(payloadKey, copyLines(ctx.files, record.input.key, rows), {
    signal: lease.signal,
  });
  await ctx.files.write(manifestKey, Readable.from(manifestChunks(rows)), { signal: lease.signal });
  const stored = { key: payloadKey, bytes: payload.bytes, sha256: payload.sha256 };
  return preparedJob(ctx, { part, requests: rows.length, payload: stored, manifestKey });
}

type WrittenPart = Pick<JobRecord, 'part' | 'requests' | 'payload' | 'manifestKey'>;

function preparedJob(ctx: Context, written: WrittenPart): JobRecord {
  return {
    ...written,
    id: ctx.ids.next('job'),
    stage: 'prepared',
    status: 'queued',
    providerStatus: null,
    token: ctx.ids.next('langbatch'),
    fileId: null,
    sendingAt: null,
    providerId: null,
    providerCounts: null,
    providerErrors: [],
    outputFileId: null,
    errorFileId: null,
    output: null,
    errors: null,
    counts: null,
    tokens: null,
    refusedProviderIds: [],
    outcomesKey: null,
    usage: null,
    warnings: [],
    sentAt: null,
    expiresAt: null,
    endedAt: null,
    collectedAt: null,
    nextAt: ctx.clock.now().toISOString(),
    failures: 0,
    notFoundLooks: 0,
    unreadableLooks: 0,
    cancelSentAt: null,
    hold: null,
    lease: null,
  };
}

function* manifestChunks(rows: readonly InputRow[]): Generator<Uint8Array> {
  const rowsPerChunk = 1000;
  for (let from = 0; from < rows.length; from += rowsPerChunk) {
    yield Buffer.from(
      rows
        .slice(from, from + rowsPerChunk)
        .map(formatManifestRow)
        .join(''),
    );
  }
}
