import type { SignedIn } from '#lib/contracts/accounts.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { ForbiddenError, SignedOutError } from '#lib/errors.ts';

/**
 * Throws `SignedOutError` for a session that has ended, `ForbiddenError` for somebody who is no site admin any more.
 * Until the transaction ends, nobody changes that.
 */
export async function assertSiteAdmin(tx: PrismaTransaction, { personId, sessionId }: SignedIn): Promise<void> {
  await tx.$queryRaw`select 1 from person where id = ${personId} for share`;
  const session = await tx.session.findFirst({
    where: { id: sessionId, personId, person: { disabledAt: null } },
    select: { person: { select: { isSiteAdmin: true } } },
  });
  if (session === null) throw new SignedOutError('session');
  if (!session.person.isSiteAdmin)
    throw new ForbiddenError('You are no longer a site admin. Ask another one to do this.');
}
