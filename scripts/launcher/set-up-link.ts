import { makeLinkToken } from '#lib/accounts/secret-link.ts';
import type { Settings } from '#lib/config/env.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { createPeopleStore } from '#lib/storage/prisma/people-store.ts';

const validMs = 24 * 60 * 60 * 1000;

/** Whether people sign in, and how the first one does. */
export interface AccountsAtStart {
  readonly areOn: boolean;
  /**
   * The path of a new one-time link that makes the first owner; null where nobody signs in, or as soon as there is an
   * owner. Links of other starts stay good beside it for a day, as several machines may start at once.
   */
  readonly setUpPath: string | null;
}

export async function prepareAccounts(
  { accounts }: Pick<Settings, 'accounts'>,
  databaseUrl: string,
): Promise<AccountsAtStart> {
  if (accounts === 'off') return { areOn: false, setUpPath: null };
  const pool = createPool({ connectionString: databaseUrl, maxConnections: 1 });
  const prisma = createPrisma({ pool });
  try {
    const people = createPeopleStore(prisma);
    const hasOwner = await people.hasOwner();
    if (hasOwner || accounts === 'by_owner') return { areOn: hasOwner, setUpPath: null };
    const { token, sha256 } = makeLinkToken('lbs');
    await people.addSetUpLink({ tokenSha256: sha256, expiresAt: new Date(Date.now() + validMs) });
    return { areOn: true, setUpPath: `/setup?token=${token}` };
  } finally {
    await prisma.$disconnect();
    await pool.end();
  }
}
