import { expect, test } from 'vitest';
import { createHealthCheck } from '#lib/db/health.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();

test('health takes room on the disk of the database for a moment, and leaves the session as it was', async () => {
  await using connection = await borrow();
  const { client } = connection;
  // A server that may put nothing into such files says so.
  await client.query('set temp_file_limit = 0');
  const codes: unknown[] = [];
  const pool = {
    query: (sql: string, values?: string[]) =>
      client.query<Record<string, unknown>>(sql, values).catch((error: unknown) => {
        codes.push(error instanceof Error && 'code' in error ? error.code : error);
        throw error;
      }),
  };
  const health = createHealthCheck({ pool, readFreeBytes: () => Promise.resolve(null) });
  await health.beat();
  const before = await client.query('show work_mem');
  expect(await health.check()).toMatchObject({ database: 'ok', worker: 'ok' });
  expect(codes).toEqual(['53400']);
  expect((await client.query('show work_mem')).rows).toEqual(before.rows);
});

async function borrow() {
  const client = await database.pool.connect();
  return { client, [Symbol.asyncDispose]: async () => client.release(true) };
}
