import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import { createSqliteStorage } from '../../../examples/sqlite-storage.ts';
import { inChunks, readWhole } from '../files/file-store-contract.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

describeBatchStorage('the storage of the examples, in SQLite', async () => {
  const path = join(await makeTemporaryDirectory(), 'batches.sqlite');
  return [createSqliteStorage(path), createSqliteStorage(path)];
});

describe('of a write that comes to nothing', () => {
  const large = Buffer.alloc(2_500_000, 'n');

  async function opened(): Promise<{ storage: BatchStorage; db: DatabaseSync; countBlocks: () => unknown }> {
    const path = join(await makeTemporaryDirectory(), 'batches.sqlite');
    const storage = createSqliteStorage(path);
    const db = new DatabaseSync(path);
    onTestFinished(() => db.close());
    return { storage, db, countBlocks: () => db.prepare('select count(*) as count from block').get()?.['count'] };
  }

  test('no block is left when it is aborted or its source breaks, and the earlier file is whole', async () => {
    const { storage, countBlocks } = await opened();
    const { files } = storage;
    await files.write('a/b', inChunks(large));
    const controller = new AbortController();
    async function* aborting(): AsyncGenerator<Uint8Array> {
      yield large;
      controller.abort();
    }
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield large;
      throw new Error('the source broke');
    }
    const before = countBlocks();
    expect(before).toBe(3);
    const writing = files.write('a/b', aborting(), { signal: controller.signal });
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    await expect(files.write('a/b', breaking())).rejects.toThrow('the source broke');
    await expect(files.write('a/../b', inChunks(large))).rejects.toMatchObject({ code: 'forbidden' });
    expect(countBlocks()).toBe(before);
    expect((await readWhole(files, 'a/b')).equals(large)).toBe(true);
  });

  test.each(['block', 'file'])('no block is left when the database refuses a row of the table %s', async (table) => {
    const { storage, db, countBlocks } = await opened();
    db.exec(`create trigger refuse before insert on ${table} when ${table === 'file' ? 'true' : 'new.start > 2000000'}
      begin select raise(abort, 'disk full'); end`);
    await expect(storage.files.write('a/b', inChunks(large))).rejects.toThrow('disk full');
    expect(countBlocks()).toBe(0);
    expect(await storage.files.size('a/b')).toBeNull();
  });
});

test('a storage of one’s own takes fewer than 60 lines', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../examples/sqlite-storage.ts'), 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(60);
});
