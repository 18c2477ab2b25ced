import { isCurable, isUntried } from '#lib/shared/failures/find-failure.ts';
import type { MissingReason } from './find-missing-reason.ts';
import type { OutcomeTable } from './outcome-table.ts';

/**
 * Notes of the requests that their job returned no line for whether a retry may help them, and whether nobody
 * tried to answer them.
 */
export function markMissing(table: OutcomeTable, { code }: MissingReason): void {
  const failure = { outcome: 'missing', statusCode: null, errorCode: code } as const;
  const judged = { isCurable: isCurable(failure), isUntried: isUntried(failure) };
  for (let index = 0; index < table.length; index += 1) {
    if (table.outcomeAt(index) === 'missing') table.set(index, { ...table.get(index), ...judged });
  }
}
