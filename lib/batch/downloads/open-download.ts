import { copyLines } from '#lib/batch/parts/copy-lines.ts';
import { readInputRows } from '#lib/batch/parts/input-index.ts';
import { assertAsCounted, assertWhole } from '#lib/batch/results/assert-whole.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { createReasons, noReason } from '#lib/batch/results/missing-reasons.ts';
import { readRequestResults, readResultsFile } from '#lib/batch/results/read-results.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { type DownloadKind, openDownloadInput } from '#lib/shared/contract/batch-queries.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { joinPieces } from '#lib/streams/join-pieces.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { leftOutLines } from './left-out-lines.ts';
import { missingErrorLine } from './missing-error-line.ts';
import { problemsCsv } from './problems-csv.ts';
import { resultsCsv } from './results-csv.ts';
import { safeFileName } from './safe-file-name.ts';

export interface Download {
  /** For the browser: the batch's name, safe for every file system, and the kind. */
  readonly fileName: string;
  readonly contentType: string;
  /** Null where it is only known at the end. */
  readonly bytes: number | null;
  readonly content: AsyncIterable<Uint8Array>;
}

const chunkBytes = 64 * 1024;

/**
 * Opens one of a batch's files for download; what is put together is streamed while it is made. Throws
 * `WrongStateError` for a file that this batch cannot have yet.
 */
export const openDownload = defineVerb({ name: 'openDownload', right: 'see', input: openDownloadInput, run });

async function run(ctx: Context, input: Parsed<typeof openDownloadInput>): Promise<Download> {
  const { batchId, kind } = input;
  const { record } = await getStoredBatch(ctx, batchId);
  const wanted = await wantedLines(ctx, input);
  const isWanted = (line: number): boolean => wanted === null || wanted.has(line);
  const fileName = `${safeFileName(record.name, 'batch')}-${kind}`;
  if (kind === 'input.jsonl') {
    const content = ctx.files.read(record.input.key);
    return { fileName, contentType: 'application/jsonl', bytes: record.input.bytes, content };
  }
  if (record.check === null || record.check.endedAt === null) {
    throw new WrongStateError('The file is still being checked. Download this when the check has ended.');
  }
  if (record.check.refusal !== null) throw new WrongStateError(refusalText(record.check.refusal));
  const contentType = kind.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/jsonl';
  return {
    fileName,
    contentType,
    bytes: null,
    content: joinPieces(contentOf(ctx, record, kind, isWanted), chunkBytes),
  };
}

/** Null where no choice was made. */
async function wantedLines(
  ctx: Context,
  { batchId, lines, matching }: Parsed<typeof openDownloadInput>,
): Promise<ReadonlySet<number> | null> {
  if (lines !== undefined) return new Set(lines);
  return matching === undefined ? null : new Set(await getIndex(ctx).linesMatching(batchId, matching));
}

function contentOf(
  ctx: Context,
  record: BatchRecord,
  kind: Exclude<DownloadKind, 'input.jsonl'>,
  isWanted: (line: number) => boolean,
): AsyncIterable<Uint8Array> {
  switch (kind) {
    case 'results.jsonl':
      return readResultsFile(ctx, record, isWanted);
    case 'results.csv':
      return resultsCsv(ctx, record, isWanted);
    case 'failed-requests.jsonl':
      return unsuccessfulRequests(ctx, record, isWanted);
    case 'errors.jsonl':
      return errorLines(ctx, record, isWanted);
    case 'left-out-lines.jsonl':
      return leftOutLines(ctx, record);
    case 'problems.csv':
      return problemsCsv(ctx, record);
  }
}

const lineFeed = Uint8Array.of(0x0a);

/** The input lines, as they are, of the failed and the missing requests: ready to be uploaded as a new batch. */
async function* unsuccessfulRequests(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  const merged = await mergeOutcomes(ctx, record);
  const isUnsuccessful = (line: number): boolean => ['failed', 'missing'].includes(merged.outcomeOf(line));
  assertAsCounted(record, merged);
  const expected = merged.select((line) => isWanted(line) && isUnsuccessful(line)).length;
  let found = 0;
  for await (const rows of readInputRows(ctx, record)) {
    const places = rows.filter(({ line }) => isWanted(line) && isUnsuccessful(line));
    found += places.length;
    yield* copyLines(ctx.files, record.input.key, places);
  }
  assertWhole(found, expected);
}

/** The result lines of failed requests, and a line of our own for each missing one, in input order. */
async function* errorLines(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  const isUnsuccessful = (line: number, outcome: Outcome): boolean =>
    isWanted(line) && (outcome === 'failed' || outcome === 'missing');
  const reasonOf = createReasons(ctx);
  for await (const requests of readRequestResults(ctx, record, isUnsuccessful)) {
    for (const request of requests) {
      if (request.place === null) {
        const reason = request.job === null ? noReason : await reasonOf(request.job);
        yield Buffer.from(missingErrorLine(request.customId, reason));
      } else {
        yield request.bytes;
        yield lineFeed;
      }
    }
  }
}
