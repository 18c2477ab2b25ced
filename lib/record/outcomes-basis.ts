import type { BatchRecord } from './record.ts';

/**
 * All that merged outcomes are made from, as a text to compare: whoever saves what they worked out from one
 * record compares it with that of the record at hand, as a job may have been collected, reopened or judged
 * again meanwhile.
 */
export function outcomesBasis({ attempts }: Pick<BatchRecord, 'attempts'>): string {
  return JSON.stringify(
    attempts.map(({ token, isSplit, selectionKey, jobs }) => [
      token,
      isSplit,
      selectionKey,
      jobs.map(({ id, stage, outcomesKey, judgedBy, collectedAt }) => [
        id,
        stage === 'collected',
        outcomesKey,
        judgedBy,
        collectedAt,
      ]),
    ]),
  );
}
