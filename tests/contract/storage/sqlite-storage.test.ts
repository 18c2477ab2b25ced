import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSqliteStorage } from '../../../examples/sqlite-storage.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

describeBatchStorage('the storage of the examples, in SQLite', async () => {
  const path = join(await makeTemporaryDirectory(), 'batches.sqlite');
  return [createSqliteStorage(path), createSqliteStorage(path)];
});

test('a storage of one’s own takes fewer than 60 lines', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../examples/sqlite-storage.ts'), 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(60);
});
