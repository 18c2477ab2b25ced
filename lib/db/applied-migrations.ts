import pg from 'pg';
import { StorageError } from '#lib/errors.ts';
import type { Migration } from './migration-list.ts';

const connectTimeoutMs = 10_000;

/** A connection of its own, for the caller to end. Throws `StorageError` that names the place but no password. */
export async function connectTo(connectionString: string): Promise<pg.Client> {
  try {
    // What the address names beside the server, such as a certificate, is read here already.
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs });
    await client.connect();
    return client;
  } catch (error) {
    const host = URL.parse(connectionString)?.host ?? '';
    const place = host === '' ? 'its address' : host;
    const reason = error instanceof Error && error.message !== '' ? error.message : 'nobody answers there';
    throw new StorageError(`The database at ${place} can't be used: ${reason}. Check DATABASE_URL.`, { cause: error });
  }
}

/** Names of the migrations that the database has; none when it was never migrated. */
export async function readApplied(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as found`,
  );
  if (rows[0]?.found !== true) return [];
  const applied = await client.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return applied.rows.map(({ name }) => name);
}

/** Throws `StorageError` when the database has migrations that this version of the code does not know. */
export function refuseNewerDatabase(migrations: readonly Migration[], applied: readonly string[]): void {
  const unknown = applied.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new StorageError(
      `The database was last used by a newer version of LangBatch (it has ${unknown.join(', ')}): update LangBatch, or use another database.`,
    );
  }
}
