import { announceAccess } from '#lib/db/access-channel.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';

/**
 * Ends all sessions of a person but the one that is kept, and sign-ins that wait for the code of a second factor: the
 * password that they began with may be another one now. Gives how many sessions ended.
 */
export async function endSessions(tx: PrismaTransaction, personId: string, keptId?: string): Promise<number> {
  const id = keptId === undefined ? {} : { id: { not: keptId } };
  const { count } = await tx.session.deleteMany({ where: { personId, ...id } });
  // So the accounts library keeps whose they are.
  await tx.verification.deleteMany({ where: { value: personId } });
  await announceAccess(tx, personId);
  return count;
}
