import type { Manifest } from '#lib/batch/parts/manifest.ts';
import type { IndexedResult } from '#lib/contracts/request-index.ts';
import { type ResultLine, maxResultLineBytes, parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import { type JsonlLine, readLines } from '#lib/jsonl/read-lines.ts';
import { type Usage, noUsage } from '#lib/shared/contract/usage.ts';
import { isCurable, isUntried } from '#lib/shared/failures/find-failure.ts';
import { type StandingSums, applyOutcome, isBetter, noSums, pendingStanding } from './best-answer.ts';
import { OutcomeTable } from './outcome-table.ts';

/** What a provider should not have sent. */
export interface Oddities {
  /** Result lines whose custom_id is none of the part's. */
  unknownCustomIds: number;
  /** Result lines for a request that has one already. */
  repeatedCustomIds: number;
  /** Lines that are no result line at all. */
  unreadableLines: number;
  /** Whole answers with an error beside them. */
  errorsBesideAnswers: number;
}

/** Matches the result lines of one job with its requests, by custom_id alone. */
export interface Reconciliation {
  readonly table: OutcomeTable;
  readonly oddities: Oddities;
  /** Tokens of all result lines, counted twice where the provider answered twice. */
  readonly usage: Usage;
  /** Takes in a result file and yields what counts of it. Read the output file first, then the errors. */
  readFile(file: 'output' | 'errors', content: AsyncIterable<Uint8Array>): AsyncGenerator<readonly IndexedResult[]>;
  /** What became of the job's requests, as its record keeps it. Missing requests are to be marked before. */
  sumUp(): Pick<StandingSums, 'untried' | 'endings'> & {
    readonly counts: { readonly succeeded: number; readonly failed: number; readonly missing: number };
  };
}

/**
 * Every request of the part ends as succeeded, failed or missing. Where a job has several lines for a request,
 * the first success counts, else the first failure.
 */
export function createReconciliation(manifest: Manifest): Reconciliation {
  const table = OutcomeTable.forLines(manifest.lines);
  const oddities: Oddities = { unknownCustomIds: 0, repeatedCustomIds: 0, unreadableLines: 0, errorsBesideAnswers: 0 };
  const usage = { ...noUsage };

  const takeLine = (file: 'output' | 'errors', line: JsonlLine): IndexedResult | null => {
    const parsed = line.bytes === null ? null : parseResultLine(line.bytes);
    if (parsed === null || !parsed.ok) {
      oddities.unreadableLines += 1;
      return null;
    }
    const { result } = parsed;
    addTo(usage, result.usage);
    const place = result.customId === null ? undefined : manifest.placeOf.get(result.customId);
    if (place === undefined) {
      oddities.unknownCustomIds += 1;
      return null;
    }
    const before = table.outcomeAt(place);
    if (before !== 'missing') oddities.repeatedCustomIds += 1;
    // Of two alike in one job the first counts.
    if (before === result.outcome || !isBetter(result.outcome, before)) return null;
    if (result.hasErrorBeside) oddities.errorsBesideAnswers += 1;
    const where = { line: manifest.lines[place] ?? 0, file, offset: line.offset, length: line.length };
    const indexed = indexedResult(where, result, before === 'failed');
    table.set(place, { ...indexed, ...judgeFailure(indexed) });
    return indexed;
  };

  return {
    table,
    oddities,
    get usage() {
      return usage;
    },
    async *readFile(file, content) {
      for await (const lines of readLines(content, { maxLineBytes: maxResultLineBytes })) {
        yield lines.map((line) => takeLine(file, line)).filter((result) => result !== null);
      }
    },
    sumUp() {
      const sums = noSums();
      for (let index = 0; index < table.length; index += 1) applyOutcome(sums, pendingStanding, table.get(index));
      const { untried, endings } = sums;
      const { succeeded, failed, missing } = sums.counts;
      return { counts: { succeeded, failed, missing }, untried, endings };
    },
  };
}

type UsageSum = { -readonly [Name in keyof Usage]: Usage[Name] };

function addTo(sum: UsageSum, usage: Usage): void {
  if (usage.inputTokens !== null) sum.inputTokens = (sum.inputTokens ?? 0) + usage.inputTokens;
  if (usage.cachedTokens !== null) sum.cachedTokens = (sum.cachedTokens ?? 0) + usage.cachedTokens;
  if (usage.outputTokens !== null) sum.outputTokens = (sum.outputTokens ?? 0) + usage.outputTokens;
  if (usage.reasoningTokens !== null) sum.reasoningTokens = (sum.reasoningTokens ?? 0) + usage.reasoningTokens;
}

/** Whether a retry may cure it, and whether anybody tried: of failures alone. */
function judgeFailure(result: IndexedResult): { readonly isCurable: boolean; readonly isUntried: boolean } {
  const isFailure = result.outcome === 'failed';
  return { isCurable: isFailure && isCurable(result), isUntried: isFailure && isUntried(result) };
}

function indexedResult(
  where: Pick<IndexedResult, 'line' | 'file' | 'offset' | 'length'>,
  { outcome, statusCode, errorCode, message, usage, model, ended }: ResultLine,
  replacesEarlier: boolean,
): IndexedResult {
  return { ...where, outcome, statusCode, errorCode, message, ...usage, model, ended, replacesEarlier };
}
