import type { Pool } from 'pg';
import type { ShownOutcome } from '#lib/shared/contract/status.ts';
import { isUntried } from '#lib/shared/failures/find-failure.ts';

export interface UntriedCause {
  readonly number: number;
  readonly outcome: 'failed' | 'missing';
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  /** How many requests have it. */
  readonly count: number;
}

/**
 * The causes of the batch by which nobody tried to answer: their requests count as failed or missing in the
 * index, and as not answered for people. Empty for an outcome that they have nothing to do with.
 */
export async function findUntriedCauses(
  pool: Pool,
  batchNumber: number,
  outcome: ShownOutcome | undefined,
): Promise<readonly UntriedCause[]> {
  if (outcome === undefined || outcome === 'succeeded' || outcome === 'pending') return [];
  const { rows } = await pool.query<UntriedCause>(
    `select number, outcome, status_code as "statusCode", error_code as "errorCode", count
     from cause where batch_number = $1 and count > 0`,
    [batchNumber],
  );
  return rows.filter(isUntried);
}

/** What an outcome other than pending asks of a current row. `untried` stands for the numbers of those causes. */
export function outcomeCondition(outcome: Exclude<ShownOutcome, 'pending'>, untried: string): string {
  if (outcome === 'not_answered') return `cause_number = any(${untried}::int[])`;
  return `outcome = '${outcome}' and (cause_number is null or cause_number <> all(${untried}::int[]))`;
}
