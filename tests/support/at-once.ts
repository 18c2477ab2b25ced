import type { Pool } from 'pg';
import { expect, vi } from 'vitest';

/**
 * Runs all of `works` while `statement` keeps them from going on, such as `lock table session in share mode`, and lets
 * go when each of them waits: what one does then meets what the others do. Tells which of them were done.
 */
export async function atOnce(
  pool: Pool,
  statement: string,
  works: readonly (() => Promise<unknown>)[],
): Promise<readonly ('fulfilled' | 'rejected')[]> {
  const holder = await pool.connect();
  try {
    await holder.query('begin');
    await holder.query(statement);
    const started = Promise.allSettled(works.map((work) => work()));
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    // On another connection: within a transaction it would stay as it was first seen.
    await vi.waitFor(async () => expect((await pool.query(waiting)).rows).toHaveLength(works.length), {
      timeout: 60_000,
    });
    await holder.query('commit');
    return (await started).map(({ status }) => status);
  } finally {
    // For a wait that came to nothing; else it is over.
    await holder.query('rollback');
    holder.release();
  }
}
