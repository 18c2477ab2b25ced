import type { Pool } from 'pg';
import type { NotableEnd } from '#lib/shared/contract/answer-end.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import { findBatchNumber } from './batch-lock.ts';
import type { UntriedCause } from './shown-outcome.ts';

/** How many requests a query finds, from the counters; null where only counting them all would tell. */
export async function countRequests(
  pool: Pool,
  batchNumber: number,
  query: RequestQuery,
  untried: readonly UntriedCause[],
): Promise<number | null> {
  const { outcome, causeId, ended, customId = '', customIds } = query;
  if (customId !== '' || customIds !== undefined) return null;
  if (ended !== undefined)
    return outcome === undefined && causeId === undefined ? countEnd(pool, batchNumber, ended) : null;
  if (causeId !== undefined) return outcome === undefined ? countCause(pool, batchNumber, causeId) : null;
  if (outcome === 'not_answered') return sumOf(untried);
  const counts = await sumBlocks(pool, batchNumber);
  return counts[outcome ?? 'total'] - sumOf(untried.filter((cause) => cause.outcome === outcome));
}

function sumOf(causes: readonly UntriedCause[]): number {
  return causes.reduce((sum, { count }) => sum + count, 0);
}

/** See `RequestIndex.countOutcomes`. */
export async function countOutcomes(pool: Pool, batchId: string): Promise<OutcomeCounts> {
  const batchNumber = await findBatchNumber(pool, batchId);
  return batchNumber === null ? nothing : sumBlocks(pool, batchNumber);
}

const nothing: OutcomeCounts = { total: 0, pending: 0, succeeded: 0, failed: 0, missing: 0 };

async function sumBlocks(pool: Pool, batchNumber: number): Promise<OutcomeCounts> {
  const { rows } = await pool.query<OutcomeCounts>(
    `select coalesce(sum(requests), 0)::int as total, coalesce(sum(succeeded), 0)::int as succeeded,
       coalesce(sum(failed), 0)::int as failed, coalesce(sum(missing), 0)::int as missing,
       coalesce(sum(requests - succeeded - failed - missing), 0)::int as pending
     from request_block where batch_number = $1`,
    [batchNumber],
  );
  return rows[0] ?? nothing;
}

/** There is an index of just these rows. */
async function countEnd(pool: Pool, batchNumber: number, ended: NotableEnd): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from result
     where batch_number = $1 and is_current and ended <> 'complete' and ended = '${ended}'`,
    [batchNumber],
  );
  return rows[0]?.count ?? 0;
}

async function countCause(pool: Pool, batchNumber: number, causeId: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count from cause where batch_number = $1 and id = $2', [
    batchNumber,
    causeId,
  ]);
  return rows[0]?.count ?? 0;
}
