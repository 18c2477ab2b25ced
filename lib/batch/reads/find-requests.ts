import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import { indexedFileKey } from '#lib/batch/results/result-file-key.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedPlace, IndexedRow } from '#lib/contracts/request-index.ts';
import { parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { findRequestsInput } from '#lib/shared/contract/batch-queries.ts';
import type { Page, RequestRow } from '#lib/shared/contract/batch-view.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { parseJsonBeginning } from '#lib/shared/reading/json-beginning.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

const previewCharacters = 160;

/** Of a longer answer only the beginning is read for a preview. */
const maxPreviewBytes = 64 * 1024;

/** A page of the batch's requests, each with the first words of its answer. */
export const findRequests = defineVerb({
  name: 'findRequests',
  right: 'see',
  audit: 'none',
  input: findRequestsInput,
  run,
});

async function run(ctx: Context, { batchId, ...query }: Parsed<typeof findRequestsInput>): Promise<Page<RequestRow>> {
  const { record } = await getStoredBatch(ctx, batchId);
  const page = await getIndex(ctx).findRequests(batchId, query);
  const items = await Promise.all(page.items.map((row) => withPreview(ctx, record, row)));
  return { ...page, items };
}

async function withPreview(ctx: Context, record: BatchRecord, { place, ...row }: IndexedRow): Promise<RequestRow> {
  const key = place === null ? null : indexedFileKey(record, place);
  if (row.outcome !== 'succeeded' || place === null || key === null) return row;
  const text = answerText(await readLine(ctx, key, place)).text;
  const preview =
    text
      ?.slice(0, 4 * previewCharacters)
      .replaceAll(/\s+/gu, ' ')
      .trim() ?? null;
  return { ...row, preview: preview?.slice(0, previewCharacters).toWellFormed() ?? null };
}

async function readLine(ctx: Context, key: string, { offset, length }: IndexedPlace): Promise<unknown> {
  const bytes = await readBytes(ctx.files, key, { start: offset, end: offset + Math.min(length, maxPreviewBytes) });
  if (length > maxPreviewBytes) return parseJsonBeginning(new TextDecoder().decode(bytes));
  const parsed = parseResultLine(bytes);
  return parsed.ok ? parsed.value : null;
}
