import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createMigration } from '#lib/db/create-migration.ts';

const schema = (fields: string): string => `
  datasource db {
    provider = "postgresql"
  }
  model Thing {
    id String @id
    ${fields}
  }`;

describe('createMigration', () => {
  let prismaDir = '';
  const make = (name: string, day: number, isHandWritten = false): Promise<string> =>
    createMigration({ prismaDir, name, isHandWritten, now: new Date(Date.UTC(2026, 0, day)) });
  const write = (fields: string): Promise<void> => writeFile(join(prismaDir, 'schema.prisma'), schema(fields));

  beforeEach(async () => {
    prismaDir = await mkdtemp(join(tmpdir(), 'langbatch-prisma-'));
    onTestFinished(() => rm(prismaDir, { recursive: true, force: true }));
    await write('');
  });

  it('makes the way from nothing, then from the newest migration, to the schema', async () => {
    const first = await make('first', 1);
    expect(basename(first)).toBe('20260101000000_first');
    expect(await readFile(join(first, 'migration.sql'), 'utf8')).toContain('CREATE TABLE "Thing"');

    await write('name String?');
    const second = await make('add_name', 2);
    const sql = await readFile(join(second, 'migration.sql'), 'utf8');
    expect(sql).toContain('ADD COLUMN     "name" TEXT');
    expect(sql).not.toContain('CREATE TABLE');
    expect(await readFile(join(second, 'schema.prisma'), 'utf8')).toBe(schema('name String?'));
  });

  it('makes no empty migration, but a file to fill in for hand-written SQL', async () => {
    await make('first', 1);
    await expect(make('nothing', 2)).rejects.toThrow(/--hand-written/);
    expect(basename(await make('search_index', 3, true))).toBe('20260103000000_search_index');
  });

  it('does not hide a changed schema in a hand-written migration', async () => {
    await expect(make('search_index', 1, true)).rejects.toThrow(/schema has changed/);
  });

  it.each(['', 'Add Name', '../outside', 'add-name', '1st'])('refuses the name "%s"', async (name) => {
    await expect(make(name, 1)).rejects.toThrow(/lower case/);
  });

  it('says where the schema is wrong', async () => {
    await write('name Nonsense');
    await expect(make('first', 1)).rejects.toThrow(/Nonsense.* is neither a built-in type/);
  });
});
