import { createReasons } from '#lib/batch/results/create-reasons.ts';
import { type ResultText, type UnansweredRequest, readRequestResults } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import { parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { formatBytes } from '#lib/shared/words/format.ts';
import { byteOrderMark, csvRow } from './csv-row.ts';

/** What earlier versions had comes first, so that whoever reads columns by number still finds them. */
const header = [
  'custom_id',
  'outcome',
  'answer',
  'input_tokens',
  'output_tokens',
  'error_code',
  'error',
  'ended',
  'model',
  'cached_tokens',
  'reasoning_tokens',
];

/** One row a request, in input order. */
export async function* resultsCsv(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${byteOrderMark}${csvRow(header)}`);
  const reasonOf = createReasons(ctx);
  for await (const requests of readRequestResults(ctx, record, isWanted)) {
    for (const request of requests) {
      const cells = request.place === null ? await unanswered(request, reasonOf) : cellsOf(request);
      yield Buffer.from(csvRow([...cells, ...header.slice(cells.length).map(() => '')]));
    }
  }
}

async function unanswered(
  { customId, outcome, job }: UnansweredRequest,
  reasonOf: ReturnType<typeof createReasons>,
): Promise<readonly string[]> {
  if (outcome !== 'missing' || job === null) return [customId, outcome];
  const { code, message } = await reasonOf(job);
  return [customId, outcome, '', '', '', code, message];
}

/** The outcome is the one that counts in the batch, also before its lines are judged by newer rules. */
function cellsOf({ customId, outcome, place, bytes }: ResultText): readonly (string | number)[] {
  const parsed = parseResultLine(bytes);
  if (!parsed.ok) return [customId, outcome];
  const { result, value } = parsed;
  const isAnswer = place.outcome.outcome === 'succeeded';
  return [
    customId,
    outcome,
    isAnswer ? answerCell(value, bytes.length) : '',
    result.usage.inputTokens ?? '',
    result.usage.outputTokens ?? '',
    isAnswer ? '' : (result.errorCode ?? result.statusCode ?? ''),
    isAnswer ? '' : (result.message ?? ''),
    (isAnswer ? result.ended : null) ?? '',
    result.model ?? '',
    result.usage.cachedTokens ?? '',
    result.usage.reasoningTokens ?? '',
  ];
}

/**
 * A table holds no answer that is too large to be parsed; it says so, as an empty cell would say that there
 * is none.
 */
function answerCell(value: unknown, lineBytes: number): string {
  if (value === null)
    return `[The answer is too large for a table: ${formatBytes(lineBytes, 'en')}. Download results.jsonl.]`;
  return answerText(value).text ?? '';
}
