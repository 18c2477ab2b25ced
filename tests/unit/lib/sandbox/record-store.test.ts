import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { StorageError } from '#lib/errors.ts';
import { openRecordStore } from '#lib/sandbox/record-store.ts';

const schema = z.object({ id: z.string(), sequence: z.number(), word: z.string() });
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-records-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('what was saved is there again after opening, in order, and sequences go on', async () => {
  const first = await openRecordStore(dir, schema);
  await first.save({ id: 'b', sequence: first.nextSequence(), word: 'one' });
  await first.save({ id: 'a', sequence: first.nextSequence(), word: 'two' });
  await first.save({ id: 'c', sequence: first.nextSequence(), word: 'three' });
  await first.remove('c');

  const second = await openRecordStore(dir, schema);
  expect(second.list().map(({ word }) => word)).toEqual(['one', 'two']);
  expect(second.nextSequence()).toBe(3);
});

test('of many saves of one record at once the last one stays', async () => {
  const store = await openRecordStore(dir, schema);
  const words = Array.from({ length: 50 }, (_, index) => `word ${index}`);
  await Promise.all(words.map((word) => store.save({ id: 'a', sequence: 1, word })));

  const reopened = await openRecordStore(dir, schema);
  expect(reopened.find('a')?.word).toBe('word 49');
  expect(await readdir(dir)).toEqual(['a.json']);
});

test('half-written files of a killed process are ignored and removed', async () => {
  await writeFile(join(dir, 'a.json.1234.tmp'), '{"id": "a", "seq');
  const store = await openRecordStore(dir, schema);
  expect(store.list()).toEqual([]);
  expect(await readdir(dir)).toEqual([]);
});

test('a file that is not ours is an error that names it and says what to do', async () => {
  await writeFile(join(dir, 'a.json'), '{"id": "a"}');
  const opening = openRecordStore(dir, schema);
  await expect(opening).rejects.toThrow(StorageError);
  await expect(opening).rejects.toThrow(/a\.json.*start again/);
});
