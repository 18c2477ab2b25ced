import pg from 'pg';
import type { Logger } from '#lib/log.ts';

export interface PoolOptions {
  readonly connectionString: string;
  /** How many connections at most; a caller waits when all are in use. */
  readonly maxConnections?: number;
  readonly log?: Logger;
  /** Whether the process may end while connections are open but at rest. */
  readonly allowExitOnIdle?: boolean;
}

const connectTimeoutMs = 10_000;

/** Connections to PostgreSQL, opened when needed. The caller ends the pool. */
export function createPool({ connectionString, maxConnections = 10, log, allowExitOnIdle }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    allowExitOnIdle: allowExitOnIdle ?? false,
    application_name: 'langbatch',
  });
  // An idle connection that breaks is replaced by the next one; without a listener it would end the process.
  pool.on('error', (error) => log?.warn('database connection lost', {}, error));
  return pool;
}
