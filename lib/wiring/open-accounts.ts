import type { Settings } from '#lib/config/env.ts';
import type { ListedPerson, ManagedPerson } from '#lib/contracts/managed-people.ts';
import type { StoredLink } from '#lib/contracts/reset-links.ts';
import { assertMigrated } from '#lib/db/assert-migrated.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { StorageError } from '#lib/errors.ts';
import { listPeople } from '#lib/storage/prisma/managed-people.ts';
import { addResetLink, endSecondFactor, type MadeOwner, makeOwner } from '#lib/storage/prisma/operator-accounts.ts';
import { randomIds } from './random-ids.ts';

/** The accounts of a dashboard's database, for whoever runs it: no right is asked for. */
export interface OperatorAccounts extends AsyncDisposable {
  makeOwner(person: { readonly email: string; readonly name: string | null }, link: StoredLink): Promise<MadeOwner>;
  addResetLink(email: string, link: StoredLink): Promise<ManagedPerson | null>;
  /** Null when there is nobody with this e-mail. */
  endSecondFactor(email: string): Promise<{ readonly name: string; readonly wasOn: boolean } | null>;
  list(): Promise<readonly ListedPerson[]>;
}

/**
 * Opens the database of `DATABASE_URL`, else the embedded one that `npm start` runs in the data folder. Throws
 * `StorageError` when it does not run, or has another schema.
 */
export async function openOperatorAccounts({
  dataDir,
  databaseUrl,
}: Pick<Settings, 'dataDir' | 'databaseUrl'>): Promise<OperatorAccounts> {
  const connectionString = databaseUrl ?? (await findEmbeddedPostgres({ dataDir }));
  if (connectionString === null) {
    throw new StorageError(
      `The dashboard does not run in the data folder ${dataDir}. Start it with npm start, or set DATABASE_URL.`,
    );
  }
  await assertMigrated(connectionString);
  const pool = createPool({ connectionString, maxConnections: 1 });
  const prisma = createPrisma({ pool });
  return {
    makeOwner: (person, link) => makeOwner(prisma, { ...person, link, newId: () => randomIds.next('person') }),
    addResetLink: (email, link) => addResetLink(prisma, email, link),
    endSecondFactor: (email) => endSecondFactor(prisma, email),
    list: () => listPeople(pool),
    async [Symbol.asyncDispose]() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
