import { DatabaseError } from 'pg';
import type { Pool } from 'pg';
import type { IndexedResult, JobReference } from '#lib/contracts/request-index.ts';
import { ConflictError } from '#lib/errors.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import { isUnsuccessful } from '#lib/shared/contract/status.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';
import { appendResults } from './append-results.ts';
import type { LockedBatch } from './batch-lock.ts';
import { withBatchLock } from './batch-lock.ts';
import { CauseBook } from './cause-book.ts';
import type { CauseFacts } from './cause-book.ts';
import { gatherRows } from './gather-rows.ts';
import { moveCheckpoint, readCheckpoint, skipCommitted } from './ingest-checkpoint.ts';
import type { IngestCheckpoint } from './ingest-checkpoint.ts';
import { mergeResults, removeUnanswered } from './merge-results.ts';
import type { Replaces } from './merge-results.ts';
import type { ResultRow, RowOwner } from './result-rows.ts';

const maxMessageLength = 500;

/** What the column holds: no model reads more, but a provider may say so. */
const maxTokens = 2 ** 31 - 1;

const uniqueViolation = '23505';

/** Where and how results are written. */
export interface ResultWriting {
  readonly pool: Pool;
  readonly rowsPerTransaction: number;
}

/** See `RequestIndex.writeResults`. */
export async function writeResults(
  { pool, rowsPerTransaction }: ResultWriting,
  job: JobReference,
  groups: AsyncIterable<readonly IndexedResult[]>,
): Promise<void> {
  let checkpoint = await withBatchLock(pool, job.batchId, (batch) => readCheckpoint(batch, job));
  const write = createWriter(pool, job, checkpoint, 'all');
  for await (const rows of gatherRows(skipCommitted(checkpoint, groups), rowsPerTransaction)) {
    const { fresh, replaced } = partByHistory(rows);
    checkpoint = await write(fresh, replaced, ({ client }) => moveCheckpoint(client, checkpoint, rows));
  }
}

/** See `RequestIndex.writeMissing`. */
export async function writeMissing(
  { pool, rowsPerTransaction }: ResultWriting,
  job: JobReference,
  lines: Uint32Array,
  reason: { readonly code: string; readonly message: string | null },
): Promise<void> {
  if (lines.length === 0) return;
  const checkpoint = await withBatchLock(pool, job.batchId, (batch) => readCheckpoint(batch, job));
  const write = createWriter(pool, job, checkpoint, 'unanswered');
  const errorCode = storable(reason.code);
  const message = storable(reason.message);
  for (const some of cut(lines, rowsPerTransaction)) {
    await write(
      Array.from(some, (line) => missingRow(line, errorCode, message)),
      [],
      () => Promise.resolve(),
    );
  }
}

/** See `RequestIndex.openAttempt`. */
export async function openAttempt(
  { pool, rowsPerTransaction }: ResultWriting,
  batchId: string,
  attempt: number,
  lines: Uint32Array,
): Promise<void> {
  for (const some of cut(lines, rowsPerTransaction)) {
    await withBatchLock(pool, batchId, async (batch) => {
      await noteAttempt(batch, attempt);
      const owner: RowOwner = { batchNumber: batch.number, attempt, jobNumber: null };
      await mergeResults(batch, owner, Array.from(some, pendingRow), 'unanswered');
    });
  }
}

/** See `RequestIndex.withdrawAttempt`. */
export async function withdrawAttempt(
  { pool, rowsPerTransaction }: ResultWriting,
  batchId: string,
  attempt: number,
  lines: Uint32Array,
): Promise<void> {
  for (const some of cut(lines, rowsPerTransaction)) {
    await withBatchLock(pool, batchId, async (batch) => {
      const owner: RowOwner = { batchNumber: batch.number, attempt, jobNumber: null };
      await removeUnanswered(batch, owner, Array.from(some, pendingRow));
    });
  }
}

type Finding = Omit<ResultRow, 'causeNumber'>;

/**
 * Adds rows in one transaction, together with what `settle` does there. `replaced` are known to have an earlier row.
 */
type Write = <T>(
  fresh: readonly Finding[],
  replaced: readonly Finding[],
  settle: (batch: LockedBatch) => Promise<T>,
) => Promise<T>;

function createWriter(
  pool: Pool,
  { batchId, attempt }: JobReference,
  { batchNumber, jobNumber }: IngestCheckpoint,
  replaces: Replaces,
): Write {
  const causes = new CauseBook(batchNumber);
  const owner: RowOwner = { batchNumber, attempt, jobNumber };
  return async (fresh, replaced, settle) => {
    const run = (mayAppend: boolean) =>
      withBatchLock(pool, batchId, async (batch) => {
        if (batch.number !== batchNumber)
          throw new ConflictError(`Batch ${batchId} was removed from the index meanwhile.`);
        const [freshRows, replacedRows] = await nameCauses(batch, causes, fresh, replaced);
        // Before the first retry no request has a row yet.
        if (mayAppend && attempt === 1 && batch.attempts <= 1) {
          await appendResults(batch, owner, freshRows);
          await mergeResults(batch, owner, replacedRows, replaces);
        } else await mergeResults(batch, owner, [...freshRows, ...replacedRows], replaces);
        await noteAttempt(batch, attempt);
        return settle(batch);
      });
    try {
      return await run(true);
    } catch (error) {
      // A repeated write does have rows; it is refused as a whole.
      if (!(error instanceof DatabaseError && error.code === uniqueViolation)) throw error;
      causes.forget();
      return run(false);
    }
  };
}

async function nameCauses(
  { client }: LockedBatch,
  causes: CauseBook,
  fresh: readonly Finding[],
  replaced: readonly Finding[],
): Promise<readonly [ResultRow[], ResultRow[]]> {
  const numbers = await causes.numbersOf(client, [...fresh, ...replaced].map(causeFacts));
  const name = (row: Finding, at: number): ResultRow => ({ ...row, causeNumber: numbers[at] ?? null });
  return [fresh.map(name), replaced.map((row, at) => name(row, fresh.length + at))];
}

function causeFacts({ outcome, statusCode, errorCode, message }: Finding): CauseFacts | null {
  return isUnsuccessful(outcome) ? { outcome, statusCode, errorCode, message } : null;
}

async function noteAttempt(batch: LockedBatch, attempt: number): Promise<void> {
  if (attempt <= batch.attempts) return;
  await batch.client.query('update indexed_batch set attempts = greatest(attempts, $2) where number = $1', [
    batch.number,
    attempt,
  ]);
}

/** One row a line: the last one given counts. Apart are those whose line had a row in an earlier transaction. */
function partByHistory(rows: readonly IndexedResult[]): { fresh: Finding[]; replaced: Finding[] } {
  const fresh = new Map<number, Finding>();
  const replaced = new Map<number, Finding>();
  for (const row of rows) {
    const isReplaced = replaced.has(row.line) || (row.replacesEarlier && !fresh.has(row.line));
    (isReplaced ? replaced : fresh).set(row.line, convertResult(row));
  }
  return { fresh: [...fresh.values()], replaced: [...replaced.values()] };
}

function convertResult(row: IndexedResult): Finding {
  return {
    ...row,
    errorCode: storable(row.errorCode),
    message: storable(row.message),
    inputTokens: storableCount(row.inputTokens),
    cachedTokens: storableCount(row.cachedTokens),
    outputTokens: storableCount(row.outputTokens),
    reasoningTokens: storableCount(row.reasoningTokens),
    model: storable(row.model),
  };
}

function storableCount(tokens: number | null): number | null {
  return tokens === null ? null : Math.min(tokens, maxTokens);
}

function storable<Text extends string | null>(text: Text): Text | string {
  if (text === null) return text;
  const isStorable = text.length <= maxMessageLength && text.isWellFormed() && !text.includes('\0');
  return isStorable ? text : storableText(text, maxMessageLength);
}

const nothingKnown = {
  file: null,
  offset: null,
  length: null,
  statusCode: null,
  errorCode: null,
  message: null,
  ...noUsage,
  model: null,
  ended: null,
};

function missingRow(line: number, errorCode: string, message: string | null): Finding {
  return { ...nothingKnown, line, outcome: 'missing', errorCode, message };
}

function pendingRow(line: number): ResultRow {
  return { ...nothingKnown, line, outcome: 'pending', causeNumber: null };
}

function* cut(lines: Uint32Array, size: number): Generator<Uint32Array> {
  for (let at = 0; at < lines.length; at += size) yield lines.subarray(at, at + size);
}
