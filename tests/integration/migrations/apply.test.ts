import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { useDatabase } from '#tests/support/database.ts';

const first = { name: '20260101000000_first', sql: 'create table first (id int);' };
const second = {
  name: '20260102000000_second',
  sql: `create table second (id int);
    do $$ begin insert into second values (1); insert into second values (2); end $$;
    create function twice(n int) returns int language plpgsql as $$ begin n := n * 2; return n; end $$;`,
};
const broken = { name: '20260103000000_broken', sql: 'create table third (id int); select nonsense from nowhere;' };

describe('migrateDatabase', () => {
  const database = useDatabase({ isEmpty: true });

  async function query(sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const migrate = (...migrations: (typeof first)[]): Promise<string[]> =>
    migrateDatabase({ databaseUrl: database.url, migrations });

  beforeEach(async () => {
    await query('drop schema public cascade; create schema public');
  });

  it('applies what is missing, in order, and nothing twice', async () => {
    expect(await migrate(first)).toEqual([first.name]);
    expect(await migrate(first, second)).toEqual([second.name]);
    expect(await migrate(first, second)).toEqual([]);
    expect(await query('select twice(id) from second order by 1')).toEqual([{ twice: 2 }, { twice: 4 }]);
  });

  it('records what it applied as Prisma does', async () => {
    await migrate(first, second);
    const rows = await query(`select migration_name, length(checksum) as checksum, applied_steps_count, rolled_back_at
      from _prisma_migrations where finished_at is not null order by started_at`);
    expect(rows).toEqual(
      [first, second].map(({ name }) => ({
        migration_name: name,
        checksum: 64,
        applied_steps_count: 1,
        rolled_back_at: null,
      })),
    );
  });

  it('leaves no trace of a migration that fails, says which and why, and can be run again', async () => {
    await expect(migrate(first, broken)).rejects.toThrow(
      /migration 20260103000000_broken failed.*nowhere.*Nothing was changed/s,
    );
    expect(await query(`select to_regclass('third') as third`)).toEqual([{ third: null }]);
    expect(await migrate(first, { ...broken, sql: 'create table third (id int);' })).toEqual([broken.name]);
  });

  it('is done once when many processes start together', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(first, second)));
    expect(applied.flat().toSorted()).toEqual([first.name, second.name]);
  });

  it('refuses a database that newer code has used, and changes nothing there', async () => {
    await migrate(first, second);
    await expect(migrate(first)).rejects.toThrow(/newer version of LangBatch \(it has 20260102000000_second\)/);
    const missing = { name: '20260101120000_between', sql: 'create table between_them (id int);' };
    await expect(migrate(first, missing)).rejects.toThrow(/newer version/);
    expect(await query(`select to_regclass('between_them') as found`)).toEqual([{ found: null }]);
  });

  it('says which file of the address cannot be read, without the password', async () => {
    const databaseUrl = 'postgresql://somebody:secret-word@127.0.0.1:1/none?sslrootcert=/none/root.pem';
    const failure = await migrateDatabase({ databaseUrl, migrations: [first] }).catch((error: unknown) =>
      String(error),
    );
    expect(failure).toMatch(
      /^StorageError: The database at 127.0.0.1:1 can't be used: .*root.pem.* Check DATABASE_URL/,
    );
    expect(failure).not.toContain('secret-word');
  });

  it('says where no database answers, without the password', async () => {
    const databaseUrl = 'postgresql://somebody:secret-word@127.0.0.1:1/none';
    const failure = await migrateDatabase({ databaseUrl, migrations: [first] }).catch((error: unknown) =>
      String(error),
    );
    expect(failure).toMatch(/The database at 127.0.0.1:1 can't be used: .*ECONNREFUSED.* Check DATABASE_URL/);
    expect(failure).not.toContain('secret-word');
  });
});
