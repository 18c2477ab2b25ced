import type { Pool } from 'pg';

/** `ok`, or a sentence that says what is wrong. */
export interface Health {
  readonly database: string;
  readonly worker: string;
}

export interface HealthCheck {
  check(): Promise<Health>;
  /** Called by a worker now and then: says that one lives. */
  beat(): Promise<void>;
}

const key = 'worker_seen';

/** A worker beats every ten seconds; after three beats missed it is taken for gone. */
const goneAfterSeconds = 35;

/** Whether the database answers and a worker lives, told through the database so that it holds for other machines too. */
export function createHealthCheck(pool: Pick<Pool, 'query'>): HealthCheck {
  return {
    async check() {
      try {
        const { rows } = await pool.query<{ seconds: number }>(
          'select extract(epoch from now() - updated_at)::float8 as seconds from setting where key = $1',
          [key],
        );
        const seconds = rows[0]?.seconds ?? Number.POSITIVE_INFINITY;
        const worker = seconds <= goneAfterSeconds ? 'ok' : 'No worker is running, so batches do not move. Start one.';
        return { database: 'ok', worker };
      } catch {
        return { database: 'The database does not answer.', worker: 'Not known while the database does not answer.' };
      }
    },
    async beat() {
      await pool.query(
        `insert into setting (key, value, updated_at) values ($1, '', now())
         on conflict (key) do update set updated_at = now()`,
        [key],
      );
    },
  };
}
