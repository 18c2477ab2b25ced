import type { Pool } from 'pg';
import { NotFoundError } from '#lib/errors.ts';
import { unescapeCustomId } from '#lib/jsonl/custom-id.ts';
import type { Cause } from '#lib/shared/contract/batch-view.ts';
import { findBatchNumber } from './batch-lock.ts';

const samplesPerCause = 3;

/** See `RequestIndex.listCauses`. */
export async function listCauses(pool: Pool, batchId: string): Promise<readonly Cause[]> {
  const { rows } = await pool.query<Cause>(
    `select c.id, c.outcome, c.count, c.status_code as "statusCode", c.error_code as "errorCode", c.message,
       array(
         select q.custom_id from result r join request q on q.batch_number = r.batch_number and q.line = r.line
         where r.cause_number = c.number and r.is_current order by r.line limit $2
       ) as "sampleCustomIds"
     from indexed_batch b join cause c on c.batch_number = b.number
     where b.batch_id = $1 and c.count > 0
     order by c.count desc, c.outcome, c.status_code, c.error_code, c.id`,
    [batchId, samplesPerCause],
  );
  return rows.map((row) => ({ ...row, sampleCustomIds: row.sampleCustomIds.map(unescapeCustomId) }));
}

/** Lines read at once: a million in one answer would take hundreds of megabytes. */
const linesPerRead = 20_000;

/** See `RequestIndex.linesOfCause`. */
export async function linesOfCause(pool: Pool, batchId: string, causeId: string): Promise<Uint32Array> {
  const batchNumber = await findBatchNumber(pool, batchId);
  const cause = await pool.query<{ number: number; count: number }>(
    'select number, count from cause where batch_number = $1 and id = $2',
    [batchNumber, causeId],
  );
  const [found] = cause.rows;
  if (found === undefined)
    throw new NotFoundError('There is no such cause of failure in this batch. Load the page again.');
  const lines: number[] = [];
  for (;;) {
    const { rows } = await pool.query<[number]>({
      text: 'select line from result where cause_number = $1 and is_current and line > $2 order by line limit $3',
      values: [found.number, lines.at(-1) ?? 0, linesPerRead],
      rowMode: 'array',
    });
    for (const [line] of rows) lines.push(line);
    if (rows.length < linesPerRead) return Uint32Array.from(lines);
  }
}
