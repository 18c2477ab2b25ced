import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getWholeIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { outcomesBasis } from '#lib/record/outcomes-basis.ts';
import type { BatchRecord, CheckRecord } from '#lib/record/record.ts';
import { openDownloadInput } from '#lib/shared/contract/batch-queries.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { joinPieces } from '#lib/streams/join-pieces.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { downloadFileName } from './download-file-name.ts';
import { downloadTable } from './download-table.ts';

export interface Download {
  /** For the browser, safe for every file system. */
  readonly fileName: string;
  readonly contentType: string;
  /** Null where it is only known at the end. */
  readonly bytes: number | null;
  readonly content: AsyncIterable<Uint8Array>;
}

const chunkBytes = 64 * 1024;

/** Of reading what a filter finds, while the batch changes. */
const maxTries = 5;

/**
 * Opens one of a batch's files for download; what is put together is streamed while it is made. Throws
 * `WrongStateError` for a file that this batch cannot have yet.
 */
export const openDownload = defineVerb({
  name: 'openDownload',
  right: 'see',
  audit: 'none',
  input: openDownloadInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof openDownloadInput>): Promise<Download> {
  const { batchId, kind } = input;
  const { record } = await getStoredBatch(ctx, batchId);
  const fileName = downloadFileName(record, kind);
  if (kind === 'input.jsonl') {
    const content = ctx.files.read(record.input.key);
    return { fileName, contentType: 'application/jsonl', bytes: record.input.bytes, content };
  }
  assertChecked(record.check);
  const chosen = await chooseLines(ctx, record, input);
  const isWanted = (line: number): boolean => chosen.lines === null || chosen.lines.has(line);
  const { contentType, open } = downloadTable[kind];
  return { fileName, contentType, bytes: null, content: joinPieces(open(ctx, chosen.record, isWanted), chunkBytes) };
}

interface Chosen {
  /** As it was when the lines were chosen. */
  readonly record: BatchRecord;
  /** Null where no choice was made. */
  readonly lines: ReadonlySet<number> | null;
}

async function chooseLines(
  ctx: Context,
  record: BatchRecord,
  { lines, matching }: Parsed<typeof openDownloadInput>,
): Promise<Chosen> {
  if (lines !== undefined) return { record, lines: new Set(lines) };
  if (matching === undefined) return { record, lines: null };
  for (let [before, tries] = [record, 1]; tries <= maxTries; tries += 1) {
    const found = await (await getWholeIndex(ctx, before)).linesMatching(record.id, matching);
    const { record: now } = await getStoredBatch(ctx, record.id);
    // The index may have been written anew while it was read.
    if (!now.isIndexStale && outcomesBasis(now) === outcomesBasis(before))
      return { record: now, lines: new Set(found) };
    before = now;
  }
  throw new WrongStateError('The results of this batch are just changing. Download what you chose in a moment.');
}

function assertChecked(check: CheckRecord | null): void {
  if (check === null || check.endedAt === null)
    throw new WrongStateError('The file is still being checked. Download this when the check has ended.');
  if (check.refusal !== null) throw new WrongStateError(refusalText(check.refusal));
}
