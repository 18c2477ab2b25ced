import pg from 'pg';
import { StorageError } from '#lib/errors.ts';
import { connectTo, readApplied, refuseNewerDatabase } from './applied-migrations.ts';
import { convertToMigrationList, readMigrations } from './migration-list.ts';
import type { Migration } from './migration-list.ts';
import { openSchemaEngine } from './schema-engine.ts';

// Any number that nobody else locks in this database; it spells `lang`.
const advisoryLock = 0x6c616e67;
const oldestServer = 140_000;

/**
 * Brings a database to the newest schema and gives the names of the migrations it applied, oldest first. Each is
 * applied in one transaction together with its record in `_prisma_migrations`, so a killed start leaves none half
 * done; starts at the same time wait for each other. Throws `StorageError` when the database can't be reached, is
 * older than PostgreSQL 14, or was used by newer code.
 */
export async function migrateDatabase(options: {
  readonly databaseUrl: string;
  /** Default: those of this version of the code. */
  readonly migrations?: readonly Migration[];
}): Promise<string[]> {
  const { databaseUrl } = options;
  const migrations = options.migrations ?? (await readMigrations());
  const client = await connectTo(databaseUrl);
  try {
    await refuseOldServer(client);
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const applied = await readApplied(client);
    refuseNewerDatabase(migrations, applied);
    const pending = migrations.filter(({ name }) => !applied.includes(name));
    for (const migration of pending) {
      await apply(databaseUrl, migrations.slice(0, migrations.indexOf(migration) + 1), migration.name);
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  );
  const [version] = rows;
  if (version !== undefined && version.number < oldestServer) {
    throw new StorageError(`The database is PostgreSQL ${version.name}: LangBatch needs version 14 or newer.`);
  }
}

/** Applies the last of `migrations`; the earlier ones are there, and the engine wants to see them. */
async function apply(databaseUrl: string, migrations: readonly Migration[], name: string): Promise<void> {
  // One connection, so that everything the engine does belongs to the transaction begun here.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 0 });
  // What breaks an idle connection breaks the next query too, and that one is heard.
  pool.on('error', () => undefined);
  let failure: { error: unknown } = { error: null };
  try {
    const opened = await openSchemaEngine(pool);
    failure = opened.failure;
    await pool.query('begin');
    const filters = { externalTables: [], externalEnums: [] };
    await opened.engine.applyMigrations({ migrationsList: convertToMigrationList(migrations), filters });
    await pool.query('commit');
  } catch (error) {
    throw describeFailure(name, failure.error ?? error);
  } finally {
    await pool.end();
  }
}

function describeFailure(name: string, cause: unknown): StorageError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof pg.DatabaseError && cause.code === '53100') {
    return new StorageError('The database could not be updated: its disk is full. Free some space and start again.', {
      cause,
    });
  }
  return new StorageError(
    `The database could not be updated: migration ${name} failed (${reason}). Nothing was changed.`,
    {
      cause,
    },
  );
}
