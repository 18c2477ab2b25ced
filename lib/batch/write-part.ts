import { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { copyLines } from './copy-lines.ts';
import type { InputRow } from './input-index.ts';
import { formatManifestRow } from './manifest.ts';
import type { JobRecord } from './record.ts';
import type { JobLimits } from './steps/split-attempt.ts';

/** A request on its way into a part. */
export interface PartRow extends InputRow {
  /** Its prompt tokens; absent where nobody has counted them. */
  readonly tokens?: number;
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
        bytes: sums.bytes + row.length + 1,
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
        sums = { bytes: row.length + 1, embeddingInputs: row.embeddingInputs, tokens: row.tokens ?? 0 };
      } else {
        part.push(row);
        sums = next;
      }
    }
  }
  if (part.length > 0) yield part;
}

export interface NewPart {
  /** Of its job. */
  readonly id: string;
  readonly part: number;
  readonly payloadKey: string;
  readonly manifestKey: string;
  /** Where the lines lie that it is made of. */
  readonly source: { readonly key: string; readonly rows: readonly PartRow[] };
  readonly signal: AbortSignal;
}

/** Writes a part and its manifest. Returns its job, which nobody has recorded yet. */
export async function writePart(ctx: Context, input: NewPart): Promise<JobRecord> {
  const { id, part, payloadKey, manifestKey, signal } = input;
  const { key, rows } = input.source;
  const payload = await ctx.files.write(payloadKey, copyLines(ctx.files, key, rows), { signal });
  await ctx.files.write(manifestKey, Readable.from(manifestChunks(rows)), { signal });
  return {
    id,
    part,
    stage: 'prepared',
    status: 'queued',
    providerStatus: null,
    requests: rows.length,
    payload: { key: payloadKey, bytes: payload.bytes, sha256: payload.sha256 },
    manifestKey,
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
    tokens: sumTokens(rows),
    refusedProviderIds: [],
    tokenRefusals: 0,
    lonelyRefusals: 0,
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
    notFoundSince: null,
    unreadableLooks: 0,
    unreadableSince: null,
    cancelSentAt: null,
    hold: null,
    lease: null,
  };
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
