import type { Pool, PoolClient } from 'pg';

/** A batch of the index, locked against every other writer until the transaction ends. */
export interface LockedBatch {
  readonly client: PoolClient;
  /** Stands for the batch in every row of the index. */
  readonly number: number;
  /** The newest attempt with a row; 0 when there is none. */
  readonly attempts: number;
}

/**
 * Runs `work` in a transaction that alone writes to the batch's part of the index. No counter and no choice of a
 * current row is made from what another writer is changing. When `work` throws, nothing is kept.
 */
export async function withBatchLock<T>(
  pool: Pool,
  batchId: string,
  work: (batch: LockedBatch) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    await client.query('begin');
    const result = await work({ client, ...(await lockBatch(client, batchId)) });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken !== undefined);
  }
}

async function lockBatch(client: PoolClient, batchId: string): Promise<{ number: number; attempts: number }> {
  await client.query('insert into indexed_batch (batch_id) values ($1) on conflict (batch_id) do nothing', [batchId]);
  const { rows } = await client.query<{ number: number; attempts: number }>(
    'select number, attempts from indexed_batch where batch_id = $1 for update',
    [batchId],
  );
  // Removed between the two statements: the lock is taken on the new row.
  return rows[0] ?? lockBatch(client, batchId);
}

/** The number that stands for a batch, or null when the index does not know it. */
export async function findBatchNumber(pool: Pool, batchId: string): Promise<number | null> {
  const { rows } = await pool.query<{ number: number }>('select number from indexed_batch where batch_id = $1', [
    batchId,
  ]);
  return rows[0]?.number ?? null;
}
