import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { onDatabase } from './database-failure.ts';
import { PrismaClient } from './generated/client.ts';

/** Prisma's client on a pool. Encrypted keys are only read where they are asked for by name. */
export type Prisma = ReturnType<typeof createPrisma>;

/** The same inside a transaction. */
export type PrismaTransaction = Parameters<Parameters<Prisma['$transaction']>[0]>[0];

// On a machine that is busy with bulk work, both a free connection and the next statement may take a while.
const transactionOptions = { maxWait: 10_000, timeout: 10_000 };

/** Ordinary reads and writes. The pool stays the caller's: disconnecting does not end it. */
export function createPrisma({ pool }: { readonly pool: pg.Pool }) {
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    omit: { connection: { encryptedKey: true } },
    errorFormat: 'minimal',
    transactionOptions,
  });
  // Only an extended client's transactions know by their types what is omitted.
  return client.$extends({ query: { $allOperations: ({ args, query }) => onDatabase(() => query(args)) } });
}
