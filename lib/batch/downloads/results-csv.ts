import { type ResultText, readRequestResults } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import { parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { byteOrderMark, csvRow } from './csv-row.ts';

const header = ['custom_id', 'outcome', 'answer', 'input_tokens', 'output_tokens', 'error_code', 'error'];

/** One row a request, in input order. */
export async function* csvOfResults(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${byteOrderMark}${csvRow(header)}`);
  for await (const requests of readRequestResults(ctx, record, isWanted)) {
    for (const request of requests) {
      const cells = request.place === null ? [request.customId, request.outcome, '', '', '', '', ''] : cellsOf(request);
      yield Buffer.from(csvRow(cells));
    }
  }
}

function cellsOf({ customId, place, bytes }: ResultText): readonly (string | number)[] {
  const parsed = parseResultLine(bytes);
  if (!parsed.ok) return [customId, place.outcome.outcome, '', '', '', '', ''];
  const { result, value } = parsed;
  const answer = result.outcome === 'succeeded' ? (answerText(value).text ?? '') : '';
  return [
    customId,
    result.outcome,
    answer,
    result.inputTokens ?? '',
    result.outputTokens ?? '',
    result.errorCode ?? (result.outcome === 'failed' ? (result.statusCode ?? '') : ''),
    result.message ?? '',
  ];
}
