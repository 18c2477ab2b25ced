import { currentAttempt, isRunning } from './attempts.ts';
import type { BatchRecord } from './record.ts';

/**
 * The rules by which a request succeeds or fails. A job that was judged by older ones is judged again from its stored
 * files.
 * 1: by status code alone. 2: a body that says itself that it failed is a failure, a whole answer without a status
 * code a success.
 * 3: what nobody tried to answer is told apart. 4: and so is what was given up, as it may have been answered.
 */
export const rulesVersion = 4;

/**
 * True for an ended batch whose jobs are to be judged again by today's rules, or whose request index is to be written
 * anew.
 */
export function isRefreshDue(record: BatchRecord): boolean {
  if (currentAttempt(record) === null || isRunning(record)) return false;
  return record.isIndexStale || isJudgedByOlderRules(record);
}

function isJudgedByOlderRules({ attempts }: BatchRecord): boolean {
  return attempts.some(({ jobs }) =>
    jobs.some(({ stage, judgedBy }) => stage === 'collected' && (judgedBy ?? 1) < rulesVersion),
  );
}
