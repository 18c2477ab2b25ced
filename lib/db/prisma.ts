import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './generated/client.ts';

/** Prisma's client on a pool. Encrypted keys are only read where they are asked for by name. */
export type Prisma = ReturnType<typeof createPrisma>;

/** The same inside a transaction. */
export type PrismaTransaction = Parameters<Parameters<Prisma['$transaction']>[0]>[0];

/** Ordinary reads and writes. The pool stays the caller's: disconnecting does not end it. */
export function createPrisma({ pool }: { readonly pool: pg.Pool }) {
  return new PrismaClient({
    adapter: new PrismaPg(pool),
    omit: { connection: { encryptedKey: true } },
    errorFormat: 'minimal',
  });
}
