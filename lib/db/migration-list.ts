import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

export type Migration = {
  /** Folder name: 14 digits of time, `_`, and words. Sorted, it is the order of application. */
  readonly name: string;
  readonly sql: string;
};

/** Where the migrations of this version of the code are. */
export const migrationsDir = join(import.meta.dirname, '../../prisma/migrations');

const namePattern = /^\d{14}_[a-z0-9_]+$/;

/** Reads the migrations below `folder`, oldest first. Throws when a migration has no `migration.sql`. */
export async function readMigrations(folder: string = migrationsDir): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && namePattern.test(entry.name))
    .map((entry) => entry.name);
  return Promise.all(
    names.toSorted().map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

/** The same in the words of Prisma's schema engine. */
export function convertToMigrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: migrationsDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
