import { createReasons } from '#lib/batch/results/create-reasons.ts';
import { type ResultText, type UnansweredRequest, readRequestResults } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import { parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import type { Blocks } from '#lib/streams/block-source.ts';
import { numberCell, tooLargeText } from './result-cells.ts';

/** What earlier versions had comes first, so that whoever reads columns by number still finds them. */
export const requestHeadings = [
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
] as const;

/** Rows that are made at once: as texts, lines take twice their bytes. */
const blockRows = 200;

/** One row a request, in input order, of a batch whose input is a file of requests. */
export async function* requestRows(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): Blocks<readonly Cell[]> {
  const reasonOf = createReasons(ctx);
  for await (const requests of readRequestResults(ctx, record, isWanted)) {
    for (let at = 0; at < requests.length; at += blockRows) {
      const rows: (readonly Cell[])[] = [];
      for (const request of requests.slice(at, at + blockRows)) {
        const cells = request.place === null ? await unanswered(request, reasonOf) : cellsOf(request);
        rows.push([...cells, ...requestHeadings.slice(cells.length).map(() => null)]);
      }
      yield rows;
    }
  }
}

async function unanswered(
  { customId, outcome, job }: UnansweredRequest,
  reasonOf: ReturnType<typeof createReasons>,
): Promise<readonly Cell[]> {
  if (outcome !== 'missing' || job === null) return [customId, outcome];
  const { code, message } = await reasonOf(job);
  return [customId, outcome, null, null, null, code, message];
}

/** The outcome is the one that counts in the batch, also before its lines are judged by newer rules. */
function cellsOf({ customId, outcome, place, bytes }: ResultText): readonly Cell[] {
  const parsed = parseResultLine(bytes);
  if (!parsed.ok) return [customId, outcome];
  const { result, value } = parsed;
  const isAnswer = place.outcome.outcome === 'succeeded';
  return [
    customId,
    outcome,
    isAnswer ? (value === null ? tooLargeText(bytes.length) : answerText(value).text) : null,
    numberCell(result.usage.inputTokens),
    numberCell(result.usage.outputTokens),
    isAnswer ? null : (result.errorCode ?? result.statusCode?.toString() ?? null),
    isAnswer ? null : result.message,
    isAnswer ? result.ended : null,
    result.model,
    numberCell(result.usage.cachedTokens),
    numberCell(result.usage.reasoningTokens),
  ];
}
