import type { Pool } from 'pg';
import type { IndexedRequestDetail } from '#lib/contracts/request-index.ts';
import { findBatchNumber } from './batch-lock.ts';
import { readRows, usageColumns } from './read-rows.ts';

interface Place {
  readonly offset: string;
  readonly length: number;
  readonly previousLine: number | null;
  readonly nextLine: number | null;
}

type StoredResult = Omit<IndexedRequestDetail['results'][number], 'offset'> & { readonly offset: string | null };

/** See `RequestIndex.findRequest`. */
export async function findRequest(pool: Pool, batchId: string, line: number): Promise<IndexedRequestDetail | null> {
  const batchNumber = await findBatchNumber(pool, batchId);
  if (batchNumber === null) return null;
  const [[row], place, results] = await Promise.all([
    readRows(pool, batchNumber, [line]),
    findPlace(pool, batchNumber, line),
    readResults(pool, batchNumber, line),
  ]);
  if (row === undefined || place === undefined) return null;
  const { offset, ...rest } = place;
  return { row, offset: Number(offset), ...rest, results };
}

async function findPlace(pool: Pool, batchNumber: number, line: number): Promise<Place | undefined> {
  const { rows } = await pool.query<Place>(
    `select byte_offset as offset, byte_length as length,
       (select max(line) from request where batch_number = $1 and line < $2) as "previousLine",
       (select min(line) from request where batch_number = $1 and line > $2) as "nextLine"
     from request where batch_number = $1 and line = $2`,
    [batchNumber, line],
  );
  return rows[0];
}

async function readResults(pool: Pool, batchNumber: number, line: number): Promise<IndexedRequestDetail['results']> {
  const { rows } = await pool.query<StoredResult>(
    `select r.attempt, coalesce(i.job_id, '') as "jobId", r.outcome, r.file, r.byte_offset as offset, r.byte_length as length,
       r.status_code as "statusCode", r.error_code as "errorCode", r.message, ${usageColumns}, r.model, r.ended,
       r.is_current as "isCurrent"
     from result r left join ingest_checkpoint i on i.number = r.job_number
     where r.batch_number = $1 and r.line = $2
     order by r.attempt`,
    [batchNumber, line],
  );
  return rows.map((row) => ({ ...row, offset: row.offset === null ? null : Number(row.offset) }));
}
