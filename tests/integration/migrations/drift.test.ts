import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { readNewestSnapshot } from '#lib/db/create-migration.ts';
import { migrationsDir, readMigrations } from '#lib/db/migration-list.ts';
import type { Migration } from '#lib/db/migration-list.ts';
import { diffSchemas } from '#lib/db/schema-diff.ts';
import { useDatabase } from '#tests/support/database.ts';

const prismaDir = dirname(migrationsDir);
const readSchema = (): Promise<string> => readFile(join(prismaDir, 'schema.prisma'), 'utf8');
const readSnapshot = (name: string): Promise<string> => readFile(join(migrationsDir, name, 'schema.prisma'), 'utf8');

// Everything that a migration could make and this product uses, one text a thing, names and definitions alike.
const catalog = `
  select 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) ||
      case when attnotnull then ' not null' else '' end ||
      coalesce(' default ' || pg_get_expr(adbin, adrelid), '') || ' ' || attidentity::text || attgenerated::text as thing
    from pg_attribute join pg_class on pg_class.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
  union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace
  union all select pg_get_indexdef(indexrelid) from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = 'public'::regnamespace
  union all select 'storage ' || oid::regclass || ' ' || relpersistence::text || ' ' || coalesce(reloptions::text, '')
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')
  union all select 'enum ' || enumtypid::regtype || ' ' || string_agg(enumlabel, ',' order by enumsortorder)
    from pg_enum group by enumtypid
  union all select pg_get_functiondef(pg_proc.oid) from pg_proc left join pg_depend on objid = pg_proc.oid and deptype = 'e'
    where pronamespace = 'public'::regnamespace and prokind in ('f', 'p') and objid is null
  union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all select 'sequence ' || oid::regclass from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'S'
  union all select 'extension ' || extname from pg_extension
  order by 1`;

async function readCatalog(url: string, ...scripts: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const script of scripts) await client.query(script);
    const { rows } = await client.query<{ thing: string }>(catalog);
    return rows.map(({ thing }) => thing).filter((thing) => !thing.includes('_prisma_migrations'));
  } finally {
    await client.end();
  }
}

/** A migration whose snapshot is the one before it changes only what the schema language can't express. */
async function findHandWritten(): Promise<Migration[]> {
  const migrations = await readMigrations();
  const snapshots = await Promise.all(migrations.map(({ name }) => readSnapshot(name)));
  return migrations.filter((_, index) => index > 0 && snapshots[index] === snapshots[index - 1]);
}

describe('the migrations', () => {
  const migrated = useDatabase();
  const direct = useDatabase({ isEmpty: true });

  it('lead to the schema: nothing in it waits for a migration', async () => {
    expect(await diffSchemas(await readNewestSnapshot(prismaDir), await readSchema())).toBe('');
  });

  it('make the same database as the schema does at once, hand-written SQL included', async () => {
    const handWritten = (await findHandWritten()).map(({ sql }) => sql);
    const expected = await readCatalog(direct.url, await diffSchemas(null, await readSchema()), ...handWritten);
    const found = await readCatalog(migrated.url);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(expected);
  });
});
