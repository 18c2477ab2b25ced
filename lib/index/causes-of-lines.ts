import type { Pool } from 'pg';
import type { CauseCount } from '#lib/shared/contract/batch-view.ts';
import { findBatchNumber } from './batch-lock.ts';

/** Lines asked for at once: the list of them is part of the query. */
const linesPerRead = 50_000;

/** See `RequestIndex.causesOfLines`. */
export async function causesOfLines(pool: Pool, batchId: string, lines: Uint32Array): Promise<readonly CauseCount[]> {
  const batchNumber = await findBatchNumber(pool, batchId);
  const causes = new Map<string, CauseCount>();
  for (let from = 0; from < lines.length; from += linesPerRead) {
    const { rows } = await pool.query<CauseCount>(
      `select c.id, c.outcome, count(*)::int as count, c.status_code as "statusCode", c.error_code as "errorCode", c.message
       from unnest($2::int[]) as wanted(line)
       join result r on r.batch_number = $1 and r.line = wanted.line and r.is_current
       join cause c on c.number = r.cause_number
       group by c.number`,
      [batchNumber, [...lines.subarray(from, from + linesPerRead)]],
    );
    for (const row of rows) causes.set(row.id, { ...row, count: row.count + (causes.get(row.id)?.count ?? 0) });
  }
  return [...causes.values()].toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}
