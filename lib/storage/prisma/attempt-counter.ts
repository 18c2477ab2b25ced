import type { Pool } from 'pg';
import { z } from 'zod';
import type { AttemptCounter } from '#lib/contracts/accounts.ts';

const rowSchema = z.object({ count: z.int(), since: z.date() });

/** By the database's clock, as many web processes count together. */
const count = `
  insert into attempt_limit as l (key, count, since) values ($1, 1, now())
  on conflict (key) do update set
    count = case when l.since < now() - $2 * interval '1 millisecond' then 1 else l.count + 1 end,
    since = case when l.since < now() - $2 * interval '1 millisecond' then now() else l.since end
  returning count, since`;

const giveBack = 'update attempt_limit set count = count - 1 where key = $1 and count > 0';

export function createAttemptCounter(pool: Pool): AttemptCounter {
  return {
    async count(key, windowMs) {
      const { rows } = await pool.query<Record<string, unknown>>(count, [key, windowMs]);
      return rowSchema.parse(rows[0]);
    },
    async giveBack(key) {
      await pool.query(giveBack, [key]);
    },
  };
}
