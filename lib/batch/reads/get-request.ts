import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import { indexedFileKey } from '#lib/batch/results/result-file-key.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedRequestDetail } from '#lib/contracts/request-index.ts';
import { NotFoundError } from '#lib/errors.ts';
import { findJob } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { getRequestInput } from '#lib/shared/contract/batch-queries.ts';
import type { RequestAttempt, RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** More than this of a line is not sent to a page at once; `openRequestPart` gives it whole. */
const maxShownBytes = 256 * 1024;

/** One request with the lines of all its attempts, as they were sent and returned. Throws `NotFoundError`. */
export const getRequest = defineVerb({ name: 'getRequest', right: 'see', audit: 'none', input: getRequestInput, run });

async function run(ctx: Context, { batchId, line }: Parsed<typeof getRequestInput>): Promise<RequestDetail> {
  const { record } = await getStoredBatch(ctx, batchId);
  const detail = await getIndex(ctx).findRequest(batchId, line);
  if (detail === null) throw new NotFoundError(`Line ${line} of this batch holds no request.`);
  const [request, attempts] = await Promise.all([
    readText(ctx, record.input.key, detail.offset, detail.length),
    Promise.all(detail.results.map((result) => viewAttempt(ctx, record, result))),
  ]);
  const { place: _, ...row } = detail.row;
  return {
    row,
    requestText: request.text,
    isRequestCut: request.isCut,
    requestBytes: detail.length,
    attempts,
    previousLine: detail.previousLine,
    nextLine: detail.nextLine,
  };
}

async function viewAttempt(
  ctx: Context,
  record: BatchRecord,
  result: IndexedRequestDetail['results'][number],
): Promise<RequestAttempt> {
  const job = findJob(record, result.jobId);
  const key = indexedFileKey(record, result);
  const shown =
    key === null || result.offset === null || result.length === null
      ? null
      : await readText(ctx, key, result.offset, result.length);
  return {
    number: result.attempt,
    outcome: result.outcome,
    isCurrent: result.isCurrent,
    providerJobId: job?.providerId ?? null,
    endedAt: job?.endedAt ?? null,
    resultText: shown?.text ?? null,
    isResultCut: shown?.isCut ?? false,
    resultBytes: shown === null ? null : result.length,
    statusCode: result.statusCode,
    errorCode: result.errorCode,
    message: result.message,
    inputTokens: result.inputTokens,
    cachedTokens: result.cachedTokens,
    outputTokens: result.outputTokens,
    reasoningTokens: result.reasoningTokens,
    model: result.model,
    ended: result.ended,
  };
}

async function readText(
  ctx: Context,
  key: string,
  offset: number,
  length: number,
): Promise<{ text: string; isCut: boolean }> {
  const end = offset + Math.min(length, maxShownBytes);
  const bytes = await readBytes(ctx.files, key, { start: offset, end });
  return { text: new TextDecoder().decode(bytes), isCut: length > maxShownBytes };
}
