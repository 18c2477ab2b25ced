import type { Pool } from 'pg';
import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import { findBatchNumber } from './batch-lock.ts';

const idsPerRead = 5_000;

/** See `RequestIndex.linesOfCustomIds`. */
export async function linesOfCustomIds(
  pool: Pool,
  batchId: string,
  customIds: readonly string[],
): Promise<Uint32Array> {
  const batchNumber = await findBatchNumber(pool, batchId);
  const lines = new Set<number>();
  for (let at = 0; at < customIds.length; at += idsPerRead) {
    const { rows } = await pool.query<{ line: number }>(
      'select line from request where batch_number = $1 and custom_id_sha256 = any($2::bytea[])',
      [batchNumber, customIds.slice(at, at + idsPerRead).map(hashCustomId)],
    );
    for (const { line } of rows) lines.add(line);
  }
  return Uint32Array.from(lines).toSorted();
}
