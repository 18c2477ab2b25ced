import type { PrismaTransaction } from './prisma.ts';

/** One after the other changes the account of a person: whoever comes second sees what the first has done. */
export async function lockPerson(tx: PrismaTransaction, personId: string): Promise<void> {
  await tx.$queryRaw`select id from person where id = ${personId} for no key update`;
}
