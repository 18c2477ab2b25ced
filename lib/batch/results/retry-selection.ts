import { readInputRows } from '#lib/batch/parts/input-index.ts';
import { getWholeIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { cut } from '#lib/jsonl/storable-text.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import { isUnsuccessful } from '#lib/shared/contract/status.ts';
import { type MergedOutcomes, mergeOutcomes } from './merged-outcomes.ts';

export interface RetrySelection {
  /** Lines to send, ascending. */
  readonly lines: Uint32Array;
  readonly merged: MergedOutcomes;
}

/**
 * Freezes which requests of an ended batch a retry sends. A cause, a filter, chosen lines and custom_ids are sent
 * whatever became of them. Throws `NotFoundError` for an unknown cause, `InvalidInputError` for custom_ids that
 * the batch does not hold, `WrongStateError` while the index may not know all that a cause or a filter finds.
 */
export async function selectForRetry(ctx: Context, record: BatchRecord, scope: RetryScope): Promise<RetrySelection> {
  const merged = await mergeOutcomes(ctx, record);
  return { merged, lines: await selectLines(ctx, record, scope, merged) };
}

async function selectLines(
  ctx: Context,
  record: BatchRecord,
  scope: RetryScope,
  merged: MergedOutcomes,
): Promise<Uint32Array> {
  const hasNoAnswer = (line: number): boolean => isUnsuccessful(merged.outcomeOf(line));
  switch (scope.kind) {
    case 'curable':
      return merged.select((line) => hasNoAnswer(line) && merged.standingOf(line).isCurable);
    case 'incurable':
      return merged.select((line) => hasNoAnswer(line) && !merged.standingOf(line).isCurable);
    case 'unsuccessful':
      return merged.select(hasNoAnswer);
    case 'failed':
    case 'missing':
      return merged.select((line) => merged.outcomeOf(line) === scope.kind && !merged.standingOf(line).isUntried);
    case 'not_answered':
      return merged.select((line) => hasNoAnswer(line) && merged.standingOf(line).isUntried);
    case 'all':
      return merged.select(() => true);
    case 'cause':
      return (await getWholeIndex(ctx, record)).linesOfCause(record.id, scope.causeId);
    case 'lines': {
      const wanted = new Set(scope.lines);
      return merged.select((line) => wanted.has(line));
    }
    case 'matching':
      return (await getWholeIndex(ctx, record)).linesMatching(record.id, scope.filter);
    case 'custom_ids':
      return linesOfCustomIds(ctx, record, new Set(scope.customIds));
  }
}

async function linesOfCustomIds(
  ctx: Context,
  record: BatchRecord,
  customIds: ReadonlySet<string>,
): Promise<Uint32Array> {
  const unknown = new Set(customIds);
  const lines: number[] = [];
  for await (const rows of readInputRows(ctx, record)) {
    for (const row of rows) if (unknown.delete(row.customId)) lines.push(row.line);
  }
  if (unknown.size > 0) throw new InvalidInputError(describeUnknown([...unknown]));
  return Uint32Array.from(lines);
}

/** Some are enough to see what went wrong; a custom_id may be a whole document. */
const maxNamed = 5;
const maxNamedCharacters = 80;

function describeUnknown(customIds: readonly string[]): string {
  const named = customIds.slice(0, maxNamed).map((customId) => JSON.stringify(cut(customId, maxNamedCharacters)));
  const more = customIds.length - named.length;
  const list = `${named.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
  return `This batch holds no request with the custom_id ${list}. Nothing was sent; leave unknown ids out.`;
}
