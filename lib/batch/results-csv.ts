import type { Context } from '../context.ts';
import { decodeLine } from '../jsonl/decode.ts';
import { parseResultLine } from '../jsonl/parse-result-line.ts';
import { answerText } from '../shared/answer-text.ts';
import { csvRow } from './csv-row.ts';
import { readInputRows } from './input-index.ts';
import { mergeOutcomes } from './merged-outcomes.ts';
import { type ResultText, readResults } from './read-results.ts';
import type { BatchRecord } from './record.ts';

const header = ['custom_id', 'outcome', 'answer', 'input_tokens', 'output_tokens', 'error_code', 'error'];

/** One row a request: the answered and failed ones in input order, then the missing. */
export async function* csvOfResults(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(csvRow(header));
  for await (const results of readResults(ctx, record, isWanted)) {
    for (const result of results) yield Buffer.from(csvRow(cellsOf(result)));
  }
  const merged = await mergeOutcomes(ctx, record);
  for await (const rows of readInputRows(ctx, record.id)) {
    for (const { line, customId } of rows) {
      const outcome = merged.outcomeOf(line);
      if (!isWanted(line) || merged.placeOf(line) !== null) continue;
      yield Buffer.from(csvRow([customId, outcome, '', '', '', '', '']));
    }
  }
}

function cellsOf({ customId, place, bytes }: ResultText): readonly (string | number)[] {
  const parsed = parseResultLine(bytes);
  const decoded = decodeLine(bytes);
  if (!parsed.ok || !decoded.ok) return [customId, place.outcome.outcome, '', '', '', '', ''];
  const { result } = parsed;
  const answer = result.outcome === 'succeeded' ? (answerText(decoded.value).text ?? '') : '';
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
