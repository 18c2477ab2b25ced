import type { Tokens } from '#lib/contracts/tokens.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { tokenScopes } from '#lib/shared/contract/rights.ts';

/** For good: a token that somebody once had does not come back with them. */
export async function revokeTokensOf(
  prisma: PrismaTransaction,
  whose: { readonly personId: string; readonly workspaceId?: string },
): Promise<void> {
  await prisma.apiToken.updateMany({ where: { ...whose, revokedAt: null }, data: { revokedAt: new Date() } });
}

/** The API tokens of one workspace in the dashboard's database. */
export function createTokenStore(prisma: PrismaTransaction, workspaceId: string): Tokens {
  const livingOf = (personId: string | null) => ({
    workspaceId,
    revokedAt: null,
    ...(personId === null ? {} : { personId }),
  });
  return {
    async list(personId) {
      const rows = await prisma.apiToken.findMany({
        where: livingOf(personId),
        omit: { secretSha256: true },
        include: { person: { select: { name: true } } },
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      });
      return rows.map(({ person, scope, ...row }) => ({
        ...row,
        // What an older program does not know may do no more than look.
        scope: tokenScopes.find((known) => known === scope) ?? 'read',
        personName: person.name,
      }));
    },
    async create({ secretSha256, ...token }) {
      const data = { ...token, workspaceId, secretSha256: Uint8Array.from(secretSha256) };
      await prisma.apiToken.create({ data, select: { id: true } });
    },
    async revoke(id, personId, at) {
      const revoked = await prisma.apiToken.updateManyAndReturn({
        where: { id, ...livingOf(personId) },
        data: { revokedAt: at },
        select: { personId: true },
      });
      for (const { personId: maker } of revoked) await announceAccess(prisma, maker);
      return revoked.length > 0;
    },
  };
}
