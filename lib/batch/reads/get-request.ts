import { z } from 'zod';
import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import { indexedFileKey } from '#lib/batch/results/result-file-key.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import { getStoredBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedRequestDetail } from '#lib/contracts/request-index.ts';
import { NotFoundError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { idInput } from '#lib/shared/contract/batch-inputs.ts';
import type { RequestAttempt, RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

/** More than this of a line is not sent to a page; the downloads have it whole. */
const maxShownBytes = 256 * 1024;

/** Line numbers take four bytes in the index. */
const maxLine = 2 ** 31 - 1;

const getRequestInput = z.object({
  batchId: idInput,
  line: z.number().int().positive().max(maxLine, 'No file has so many lines.'),
});

/** One request with the lines of all its attempts, as they were sent and returned. Throws `NotFoundError`. */
export async function getRequest(ctx: Context, input: unknown): Promise<RequestDetail> {
  const { batchId, line } = parseInput(getRequestInput, input);
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
  const job = record.attempts.flatMap(({ jobs }) => jobs).find(({ id }) => id === result.jobId);
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
    statusCode: result.statusCode,
    errorCode: result.errorCode,
    message: result.message,
    inputTokens: result.inputTokens,
    outputTokens: result.outputTokens,
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
