import type { Prisma, PrismaTransaction } from './prisma.ts';

/** Where it is announced that somebody may no longer do what they could. */
export const accessChannel = 'langbatch_access';

/** In place of a person's id: of everybody. */
export const everybody = '*';

/**
 * Announces that the access of a person has changed, in the transaction of the change: a session or token of theirs has
 * ended, they were disabled, their role is another or none. Whatever answers them for long looks again then.
 */
export async function announceAccess(tx: Prisma | PrismaTransaction, personId: string): Promise<void> {
  await tx.$executeRaw`select pg_notify(${accessChannel}, ${personId})`;
}
