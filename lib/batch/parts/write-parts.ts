import { Readable } from 'node:stream';
import { partKey } from '#lib/batch/store/file-keys.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, StorageError } from '#lib/errors.ts';
import { type JobRecord, createJobRecord } from '#lib/record/job-record.ts';
import { copyRows } from './fill-in.ts';
import type { JobLimits } from './job-limits.ts';
import { formatManifestRow } from './manifest.ts';
import type { PartRow } from './part-row.ts';

/** With its line break. */
function sentBytes({ length, insert }: PartRow): number {
  return length + (insert?.length ?? 0) + 1;
}

/** Cuts rows into parts, each as full as the limits allow. A row that alone is over a limit gets a part of its own. */
export async function* splitRows(
  source: AsyncIterable<readonly PartRow[]>,
  limits: JobLimits,
): AsyncGenerator<readonly PartRow[]> {
  let part: PartRow[] = [];
  let sums = { bytes: 0, embeddingInputs: 0, tokens: 0 };
  for await (const rows of source) {
    for (const row of rows) {
      const next = {
        bytes: sums.bytes + sentBytes(row),
        embeddingInputs: sums.embeddingInputs + row.embeddingInputs,
        tokens: sums.tokens + (row.tokens ?? 0),
      };
      const isFull =
        part.length + 1 > limits.maxRequests ||
        next.bytes > limits.maxBytes ||
        next.embeddingInputs > limits.maxEmbeddingInputs ||
        (limits.maxTokens !== null && next.tokens > limits.maxTokens);
      if (part.length > 0 && isFull) {
        yield part;
        part = [row];
        sums = { bytes: sentBytes(row), embeddingInputs: row.embeddingInputs, tokens: row.tokens ?? 0 };
      } else {
        part.push(row);
        sums = next;
      }
    }
  }
  if (part.length > 0) yield part;
}

interface NewParts {
  readonly batchId: string;
  /** The number of the first. */
  readonly firstPart: number;
  /** How many there are to send. */
  readonly requests: number;
  /** Where the lines lie that they are made of. */
  readonly source: { readonly key: string; readonly rows: AsyncIterable<readonly PartRow[]> };
  readonly limits: JobLimits;
  readonly signal: AbortSignal;
}

/**
 * Cuts rows into parts and writes each part with its manifest. Returns their jobs, which are not in the record
 * yet. Leaves no file behind when it is broken off. Throws `StorageError` when the rows are not as many as there
 * are to send.
 */
export async function writeParts(ctx: Context, input: NewParts): Promise<JobRecord[]> {
  const { batchId, firstPart, requests, source, limits, signal } = input;
  const jobs: JobRecord[] = [];
  const keys: string[] = [];
  try {
    for await (const rows of splitRows(source.rows, limits)) {
      signal.throwIfAborted();
      const id = ctx.ids.next('job');
      const payloadKey = partKey(batchId, id, 'payload.jsonl');
      const manifestKey = partKey(batchId, id, 'manifest.jsonl');
      keys.push(payloadKey, manifestKey);
      const payload = await ctx.files.write(payloadKey, copyRows(ctx.files, source.key, rows), { signal });
      await ctx.files.write(manifestKey, Readable.from(manifestChunks(rows)), { signal });
      const { bytes, sha256 } = payload;
      const part = firstPart + jobs.length;
      jobs.push(newJob(ctx, { id, part, payload: { key: payloadKey, bytes, sha256 }, manifestKey }, rows));
    }
    const found = jobs.reduce((sum, job) => sum + job.requests, 0);
    // Nothing is sent then: what was confirmed is what goes out.
    if (found !== requests) throw new StorageError({ code: 'requests_differ', facts: { expected: requests, found } });
    return jobs;
  } catch (error) {
    for (const key of keys) await ctx.files.remove(key);
    throw error;
  }
}

/**
 * Has `save` record written parts. Removes their files when it returns false or another process has the work now,
 * as nobody will record them then.
 */
export async function keepParts(
  ctx: Context,
  jobs: readonly JobRecord[],
  save: () => Promise<boolean>,
): Promise<boolean> {
  try {
    if (await save()) return true;
  } catch (error) {
    // After any other error the record may name them all the same.
    if (AppError.is(error) && (error.code === 'conflict' || error.code === 'not_found')) await removeParts(ctx, jobs);
    throw error;
  }
  await removeParts(ctx, jobs);
  return false;
}

export async function removeParts(ctx: Context, jobs: readonly JobRecord[]): Promise<void> {
  for (const { payload, manifestKey } of jobs) {
    await ctx.files.remove(payload.key);
    await ctx.files.remove(manifestKey);
  }
}

function newJob(
  ctx: Context,
  written: Pick<JobRecord, 'id' | 'part' | 'payload' | 'manifestKey'>,
  rows: readonly PartRow[],
): JobRecord {
  return createJobRecord({
    ...written,
    requests: rows.length,
    lines: linesOf(rows),
    token: ctx.ids.next('langbatch'),
    tokens: sumTokens(rows),
    nextAt: ctx.clock.now().toISOString(),
  });
}

function linesOf(rows: readonly PartRow[]): JobRecord['lines'] {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined ? null : { first: first.line, last: last.line };
}

/** Null unless every row was counted. */
function sumTokens(rows: readonly PartRow[]): number | null {
  let sum = 0;
  for (const { tokens } of rows) {
    if (tokens === undefined) return null;
    sum += tokens;
  }
  return sum;
}

function* manifestChunks(rows: readonly PartRow[]): Generator<Uint8Array> {
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
