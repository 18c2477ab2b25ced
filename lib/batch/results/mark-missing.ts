import { isCurable } from '#lib/shared/failures/find-failure.ts';
import type { MissingReason } from './missing-reason.ts';
import type { OutcomeTable } from './outcome-table.ts';

/** Notes whether a retry may help the requests that their job returned no line for. */
export function markMissing(table: OutcomeTable, { code }: MissingReason): void {
  const isWorthSending = isCurable({ outcome: 'missing', statusCode: null, errorCode: code });
  for (let index = 0; index < table.length; index += 1) {
    if (table.outcomeAt(index) === 'missing') table.set(index, { ...table.get(index), isCurable: isWorthSending });
  }
}
