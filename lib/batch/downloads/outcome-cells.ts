import { createReasons } from '#lib/batch/results/create-reasons.ts';
import type { ResultText, UnansweredRequest } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import { parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { memberOf } from '#lib/shared/reading/json-value.ts';
import { explainFailure } from '#lib/shared/words/explain-failure.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { type AnswerCells, answerCells, answerHeadings, vectorText } from '#lib/tables/template/answer-columns.ts';
import { numberCell, tooLargeText } from './result-cells.ts';

/** The columns behind those of the answers. */
export const outcomeHeadings = [
  'answer error',
  'outcome',
  'error',
  'ended',
  'input_tokens',
  'output_tokens',
  'model',
] as const;

const endWords: Readonly<Record<AnswerEnd, string>> = {
  complete: 'complete',
  cut_off: 'cut off',
  refused: 'refused',
  empty: 'empty',
};

export interface OutcomeCells {
  /** What became of a request: its answer in the columns of the template, and the columns above. */
  readonly cellsOf: (request: ResultText | UnansweredRequest) => Promise<readonly Cell[]>;
  /** Of a row that was never sent, for a reason. */
  readonly leftOut: (reason: string | null) => readonly Cell[];
}

/** Puts what became of the requests of a table into cells, failures in words. */
export async function createOutcomeCells(ctx: Context, record: BatchRecord, template: Template): Promise<OutcomeCells> {
  const reasonOf = createReasons(ctx);
  const connection = record.connectionId === null ? null : await ctx.connections.find(record.connectionId);
  const provider = providerName(connection);
  const without = answerHeadings(template).map(() => null);

  const inWords = (failure: Parameters<typeof explainFailure>[0]): string => {
    const { title } = explainFailure(failure, { provider });
    return failure.message === null ? title : `${title}: ${failure.message}`;
  };

  const unanswered = async ({ outcome, job }: UnansweredRequest): Promise<readonly Cell[]> => {
    if (outcome !== 'missing' || job === null) return [...without, null, outcome, null, null, null, null, null];
    const { code, message } = await reasonOf(job);
    const error = inWords({ outcome, statusCode: null, errorCode: code, message });
    return [...without, null, outcome, error, null, null, null, null];
  };

  const answered = ({ outcome, place, bytes }: ResultText): readonly Cell[] => {
    const parsed = parseResultLine(bytes);
    if (!parsed.ok) return [...without, null, outcome, null, null, null, null, null];
    const { result, value } = parsed;
    const isAnswer = place.outcome.outcome === 'succeeded';
    const ended = isAnswer ? (result.ended ?? 'complete') : null;
    const answer = ended === null ? { cells: without, error: null } : readAnswer(template, value, ended, bytes.length);
    const failure = { ...result, outcome: 'failed' } as const;
    return [
      ...answer.cells,
      answer.error,
      outcome,
      isAnswer ? null : inWords(failure),
      ended === null ? null : endWords[ended],
      numberCell(result.usage.inputTokens),
      numberCell(result.usage.outputTokens),
      result.model,
    ];
  };

  return {
    cellsOf: async (request) => (request.place === null ? unanswered(request) : answered(request)),
    leftOut: (reason) => [...without, null, 'left out', reason, null, null, null, null],
  };
}

function readAnswer(template: Template, value: unknown, ended: AnswerEnd, lineBytes: number): AnswerCells {
  if (value === null) return { cells: answerHeadings(template).map(() => null), error: tooLargeText(lineBytes) };
  const isVector = template.answer.kind === 'vector';
  const text = isVector ? vectorText(memberOf(memberOf(value, 'response'), 'body')) : answerText(value).text;
  return answerCells(template, text, ended);
}
