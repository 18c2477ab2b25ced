import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import type { CheckRecord } from '#lib/record/record.ts';
import { openDownloadInput } from '#lib/shared/contract/batch-queries.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { joinPieces } from '#lib/streams/join-pieces.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { downloadTable } from './download-table.ts';
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
  const fileName = `${safeFileName(record.name, 'batch')}-${kind}`;
  if (kind === 'input.jsonl') {
    const content = ctx.files.read(record.input.key);
    return { fileName, contentType: 'application/jsonl', bytes: record.input.bytes, content };
  }
  assertChecked(record.check);
  const wanted = await wantedLines(ctx, input);
  const isWanted = (line: number): boolean => wanted === null || wanted.has(line);
  const { contentType, open } = downloadTable[kind];
  return { fileName, contentType, bytes: null, content: joinPieces(open(ctx, record, isWanted), chunkBytes) };
}

/** Null where no choice was made. */
async function wantedLines(
  ctx: Context,
  { batchId, lines, matching }: Parsed<typeof openDownloadInput>,
): Promise<ReadonlySet<number> | null> {
  if (lines !== undefined) return new Set(lines);
  return matching === undefined ? null : new Set(await getIndex(ctx).linesMatching(batchId, matching));
}

function assertChecked(check: CheckRecord | null): void {
  if (check === null || check.endedAt === null)
    throw new WrongStateError('The file is still being checked. Download this when the check has ended.');
  if (check.refusal !== null) throw new WrongStateError(refusalText(check.refusal));
}
