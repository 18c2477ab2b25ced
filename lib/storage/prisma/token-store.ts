import type { Tokens } from '#lib/contracts/tokens.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { type TokenScope, tokenScopes } from '#lib/shared/contract/rights.ts';

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
      return rows.map(({ person, scope, ...row }) => ({ ...row, scope: knownScope(scope), personName: person.name }));
    },
    async create({ secretSha256, ...token }) {
      const data = { ...token, workspaceId, secretSha256: Uint8Array.from(secretSha256) };
      await prisma.apiToken.create({ data, select: { id: true } });
    },
    async revoke(id, personId, at) {
      const revoked = await prisma.apiToken.updateManyAndReturn({
        where: { id, ...livingOf(personId) },
        data: { revokedAt: at },
        select: { personId: true, name: true, scope: true, person: { select: { name: true } } },
      });
      const [token] = revoked;
      if (token === undefined) return null;
      await announceAccess(prisma, token.personId);
      return { name: token.name, scope: knownScope(token.scope), personName: token.person.name };
    },
  };
}

/** What an older program does not know may do no more than look. */
function knownScope(scope: string): TokenScope {
  return tokenScopes.find((known) => known === scope) ?? 'read';
}
