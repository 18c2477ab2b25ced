import { makeLinkToken } from '#lib/accounts/secret-link.ts';
import type { Settings } from '#lib/config/env.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { createPeopleStore } from '#lib/storage/prisma/people-store.ts';

const validMs = 24 * 60 * 60 * 1000;

/**
 * The path of a new one-time link that makes the first owner; null where nobody signs in, or as soon as there is an
 * owner. Links of other starts stay good beside it for a day, as several machines may start at once.
 */
export async function makeSetUpPath(
  { accounts }: Pick<Settings, 'accounts'>,
  databaseUrl: string,
): Promise<string | null> {
  if (accounts !== 'on') return null;
  const pool = createPool({ connectionString: databaseUrl, maxConnections: 1 });
  const prisma = createPrisma({ pool });
  try {
    const people = createPeopleStore(prisma);
    if (await people.hasOwner()) return null;
    const { token, sha256 } = makeLinkToken('lbs');
    await people.addSetUpLink({ tokenSha256: sha256, expiresAt: new Date(Date.now() + validMs) });
    return `/setup?token=${token}`;
  } finally {
    await prisma.$disconnect();
    await pool.end();
  }
}
