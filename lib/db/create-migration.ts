import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';
import { diffSchemas } from './schema-diff.ts';

export type CreateMigrationOptions = {
  /** Holds `schema.prisma` and `migrations/`. */
  readonly prismaDir: string;
  /** Words in lower case, joined by `_`: what the migration does, such as `add_batch_labels`. */
  readonly name: string;
  /** True for SQL that the schema language can't express: makes a file to fill in, and refuses a changed schema. */
  readonly isHandWritten: boolean;
  readonly now: Date;
};

/**
 * Makes the migration that leads from the newest migration's snapshot to `schema.prisma`, with a new snapshot beside
 * it, and gives its folder. Needs no database. Throws `InvalidInputError` when there is nothing to do.
 */
export async function createMigration(options: CreateMigrationOptions): Promise<string> {
  const { prismaDir, name, isHandWritten } = options;
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    throw new InvalidInputError('Name the migration in lower case with _ between words, such as add_batch_labels.');
  }
  const schema = await readFile(join(prismaDir, 'schema.prisma'), 'utf8');
  const sql = await diffSchemas(await readNewestSnapshot(prismaDir), schema);
  if (isHandWritten && sql !== '') {
    throw new InvalidInputError('The schema has changed: make a migration of that first, then the hand-written one.');
  }
  if (!isHandWritten && sql === '') {
    throw new InvalidInputError(
      'The schema is what the newest migration made. For SQL that the schema cannot express, add --hand-written.',
    );
  }
  const folder = join(prismaDir, 'migrations', `${convertToStamp(options.now)}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'migration.sql'),
    isHandWritten ? '-- What Prisma’s schema language cannot express.\n' : sql,
  );
  await writeFile(join(folder, 'schema.prisma'), schema);
  return folder;
}

/** The schema after the newest migration, from the snapshot beside it; null when there is no migration. */
export async function readNewestSnapshot(prismaDir: string): Promise<string | null> {
  const names = await readdir(join(prismaDir, 'migrations')).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  const newest = names
    .filter((name) => /^\d{14}_/.test(name))
    .toSorted()
    .at(-1);
  return newest === undefined ? null : readFile(join(prismaDir, 'migrations', newest, 'schema.prisma'), 'utf8');
}

function convertToStamp(time: Date): string {
  return time.toISOString().replaceAll(/\D/g, '').slice(0, 14);
}
