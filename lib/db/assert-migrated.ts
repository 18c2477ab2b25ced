import { StorageError } from '#lib/errors.ts';
import { connectTo, readApplied, refuseNewerDatabase } from './applied-migrations.ts';
import { readMigrations } from './migration-list.ts';

/**
 * For those who use a database but may not change its schema. Throws `StorageError` when it can't be reached, or has
 * another schema than this version of the code.
 */
export async function assertMigrated(databaseUrl: string): Promise<void> {
  const migrations = await readMigrations();
  const client = await connectTo(databaseUrl);
  try {
    const applied = await readApplied(client);
    refuseNewerDatabase(migrations, applied);
    if (migrations.some(({ name }) => !applied.includes(name))) {
      throw new StorageError(
        'The tables of this database are missing or those of an older version. Start the dashboard on it once with npm start.',
      );
    }
  } finally {
    await client.end();
  }
}
