import type { Pool } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createPool } from '#lib/db/pool.ts';
import type { Prisma } from '#lib/db/prisma.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { useDatabase } from './database.ts';

/** A migrated database of the test file's own, with a pool and Prisma on it; both are there inside tests and hooks. */
export function usePrismaDatabase(): { readonly url: string; readonly pool: Pool; readonly prisma: Prisma } {
  const database = useDatabase();
  let opened: { pool: Pool; prisma: Prisma } | null = null;
  beforeAll(() => {
    const pool = createPool({ connectionString: database.url });
    opened = { pool, prisma: createPrisma({ pool }) };
  });
  afterAll(async () => {
    await opened?.prisma.$disconnect();
    await opened?.pool.end();
  });
  const get = (): { pool: Pool; prisma: Prisma } => {
    if (opened === null) throw new Error('The database is there once the tests run: use it in a test or hook.');
    return opened;
  };
  return {
    get url() {
      return database.url;
    },
    get pool() {
      return get().pool;
    },
    get prisma() {
      return get().prisma;
    },
  };
}
