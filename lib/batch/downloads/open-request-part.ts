import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import { indexedFileKey } from '#lib/batch/results/result-file-key.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedRequestDetail } from '#lib/contracts/request-index.ts';
import { NotFoundError, WrongStateError } from '#lib/errors.ts';
import { findExcess } from '#lib/jsonl/find-excess.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { openRequestPartInput } from '#lib/shared/contract/batch-queries.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { parseJsonObject } from '#lib/shared/reading/json-value.ts';
import { requestText } from '#lib/shared/reading/request-text.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import type { Download } from './open-download.ts';
import { safeFileName } from './safe-file-name.ts';

/** To be read as text, a line is held in memory as a whole; longer ones are streamed as they are only. */
const maxTextBytes = 16 * 1024 * 1024;

/**
 * One request or one of its answers, whole: the line as it was sent or returned, or what a person reads of it. Throws
 * `NotFoundError` where there is no such line or no text in it, `WrongStateError` for a line that is too large to be
 * read as text.
 */
export const openRequestPart = defineVerb({
  name: 'openRequestPart',
  right: 'see',
  audit: 'none',
  input: openRequestPartInput,
  run,
});

async function run(
  ctx: Context,
  { batchId, line, part, attempt }: Parsed<typeof openRequestPartInput>,
): Promise<Download> {
  const { record } = await getStoredBatch(ctx, batchId);
  const detail = await getIndex(ctx).findRequest(batchId, line);
  if (detail === null) throw new NotFoundError(`Line ${line} of this batch holds no request.`);
  const place = part.startsWith('request') ? requestPlace(record, detail) : answerPlace(record, detail, attempt);
  const fileName = `${safeFileName(detail.row.customId, `line-${line}`)}-${part}`;
  const range = { start: place.offset, end: place.offset + place.length };
  if (part.endsWith('.json'))
    return {
      fileName,
      contentType: 'application/json',
      bytes: place.length,
      content: ctx.files.read(place.key, range),
    };
  if (place.length > maxTextBytes) throw new WrongStateError('It is too long to be read as text. Download it as JSON.');
  const read = await readBytes(ctx.files, place.key, range);
  if (findExcess(read) !== null)
    throw new WrongStateError('It has too many lists and objects to be read as text. Download it as JSON.');
  const text = readText(part, read);
  if (text === null) throw new NotFoundError('It holds no text of a known kind. Download it as JSON.');
  const bytes = Buffer.from(text.toWellFormed());
  return { fileName, contentType: 'text/plain; charset=utf-8', bytes: bytes.length, content: only(bytes) };
}

interface Place {
  readonly key: string;
  readonly offset: number;
  readonly length: number;
}

function requestPlace(record: BatchRecord, { offset, length }: IndexedRequestDetail): Place {
  return { key: record.input.key, offset, length };
}

function answerPlace(record: BatchRecord, { results }: IndexedRequestDetail, attempt: number | undefined): Place {
  const result = results.find((each) => (attempt === undefined ? each.isCurrent : each.attempt === attempt));
  const key = result === undefined ? null : indexedFileKey(record, result);
  if (result === undefined || key === null || result.offset === null || result.length === null)
    throw new NotFoundError('There is no answer to this request.');
  return { key, offset: result.offset, length: result.length };
}

function readText(part: string, bytes: Uint8Array): string | null {
  const value = parseJsonObject(new TextDecoder().decode(bytes));
  if (part === 'answer.txt') return answerText(value).text;
  const { parts } = requestText(value);
  return parts.length === 0 ? null : parts.map(({ text }) => text).join('\n\n');
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
