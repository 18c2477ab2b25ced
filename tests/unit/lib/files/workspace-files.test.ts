import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createWorkspaceFiles } from '#lib/files/workspace-files.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';

const content = (text: string): Readable => Readable.from([Buffer.from(text)]);

test('two workspaces keep different files under one key, and each lists its own alone', async () => {
  const all = createMemoryFiles();
  const [local, other] = [createWorkspaceFiles(all, 'local'), createWorkspaceFiles(all, 'w2')];
  await local.write('batches/b1/input.jsonl', content('ours'));
  await other.write('batches/b1/input.jsonl', content('theirs'));
  expect((await buffer(local.read('batches/b1/input.jsonl'))).toString()).toBe('ours');
  expect((await buffer(other.read('batches/b1/input.jsonl'))).toString()).toBe('theirs');
  expect(await Array.fromAsync(other.list?.('batches/') ?? [])).toEqual(['batches/b1/input.jsonl']);
  await other.removeAll('batches/');
  expect(await other.size('batches/b1/input.jsonl')).toBeNull();
  expect(await local.size('batches/b1/input.jsonl')).toBe(4);
});

test('no key leads from one workspace into another', async () => {
  const all = createMemoryFiles();
  const [local, other] = [createWorkspaceFiles(all, 'local'), createWorkspaceFiles(all, 'w2')];
  await other.write('a', content('theirs'));
  await expect(local.size('workspaces/w2/a')).rejects.toMatchObject({ code: 'forbidden' });
  expect(() => local.read('workspaces/w2/a')).toThrow('leads out');
  await expect(other.size('../w2/a')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(local.removeAll('workspaces/')).rejects.toMatchObject({ code: 'forbidden' });
  expect(() => createWorkspaceFiles(all, '../w2')).toThrow('leads out');
});
