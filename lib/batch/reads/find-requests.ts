import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import { indexedFileKey } from '#lib/batch/results/result-file-key.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import { getStoredBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedRow } from '#lib/contracts/request-index.ts';
import { parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { findRequestsInput } from '#lib/shared/contract/batch-queries.ts';
import type { Page, RequestRow } from '#lib/shared/contract/batch-view.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

const previewCharacters = 160;

/** A longer answer is not read for a preview. */
const maxPreviewBytes = 256 * 1024;

/** A page of the batch's requests, each with the first words of its answer. */
export const findRequests = defineVerb({ name: 'findRequests', right: 'see', input: findRequestsInput, run });

async function run(ctx: Context, { batchId, ...query }: Parsed<typeof findRequestsInput>): Promise<Page<RequestRow>> {
  const { record } = await getStoredBatch(ctx, batchId);
  const page = await getIndex(ctx).findRequests(batchId, query);
  const items = await Promise.all(page.items.map((row) => withPreview(ctx, record, row)));
  return { ...page, items };
}

async function withPreview(ctx: Context, record: BatchRecord, { place, ...row }: IndexedRow): Promise<RequestRow> {
  const key = place === null ? null : indexedFileKey(record, place);
  if (row.outcome !== 'succeeded' || place === null || key === null || place.length > maxPreviewBytes) return row;
  const bytes = await readBytes(ctx.files, key, { start: place.offset, end: place.offset + place.length });
  const parsed = parseResultLine(bytes);
  const text = parsed.ok ? answerText(parsed.value).text : null;
  const preview =
    text
      ?.slice(0, 4 * previewCharacters)
      .replaceAll(/\s+/gu, ' ')
      .trim() ?? null;
  return { ...row, preview: preview?.slice(0, previewCharacters).toWellFormed() ?? null };
}
