import { readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withLocalBlob } from '#lib/batch/parts/with-local-blob.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { StorageError } from '#lib/errors.ts';
import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { inChunks } from '#tests/contract/files/file-store-contract.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const key = 'batches/b1/parts/1.jsonl';
let directory: string;
let temporary: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'langbatch-blob-'));
  temporary = join(directory, 'temporary');
  await mkdir(temporary);
  vi.stubEnv('TMPDIR', temporary);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

const onDisk = (): FileStore => createDiskFileStore({ directory: join(directory, 'files') });
const stores = [
  ['a store with paths', onDisk],
  ['a store without paths', createMemoryFiles],
] as const;

function contextOf(files: FileStore): Context {
  return createBatchWorld().context({ files });
}

const readText = (content: Blob): Promise<string> => content.text();

describe.each(stores)('a file of %s', (_name, makeFiles) => {
  test('is sent as it is, and leaves no copy', async () => {
    const files = makeFiles();
    await files.write(key, inChunks('{"a":1}\n', '{"b":2}\n'));
    expect(await withLocalBlob(contextOf(files), key, readText)).toBe('{"a":1}\n{"b":2}\n');
    expect(await readdir(temporary)).toEqual([]);
  });

  test('that is gone is named in a sentence that says what to do', async () => {
    const sending = withLocalBlob(contextOf(makeFiles()), key, readText);
    await expect(sending).rejects.toThrow(StorageError);
    await expect(sending).rejects.toThrow(
      /^The file batches\/b1\/parts\/1\.jsonl cannot be sent: it is gone.*try again/,
    );
    expect(await readdir(temporary)).toEqual([]);
  });

  test('that the provider does not take leaves no copy either, and the provider’s error is kept', async () => {
    const files = makeFiles();
    await files.write(key, inChunks('content'));
    const refused = Object.assign(new Error('refused'), { syscall: 'connect', code: 'ECONNREFUSED' });
    await expect(withLocalBlob(contextOf(files), key, () => Promise.reject(refused))).rejects.toBe(refused);
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('the copy in the temporary folder', () => {
  test('that cannot be begun is told as such', async () => {
    vi.stubEnv('TMPDIR', join(directory, 'missing'));
    const sending = withLocalBlob(contextOf(createMemoryFiles()), key, readText);
    await expect(sending).rejects.toThrow(StorageError);
    await expect(sending).rejects.toThrow(
      /the disk reports ENOENT\. Make room there, or let TMPDIR name another folder/,
    );
  });

  test('that cannot be written is told as such', async () => {
    const files: FileStore = {
      ...createMemoryFiles(),
      read() {
        for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true });
        return inChunks('content');
      },
    };
    await expect(withLocalBlob(contextOf(files), key, readText)).rejects.toThrow(/temporary folder could not be made/);
  });

  test('that finds the disk full says so, without the path', async () => {
    const full: FileStore = {
      ...createMemoryFiles(),
      async *read() {
        await writeFile('/dev/full', 'content');
        yield Buffer.from('never');
      },
    };
    const sending = withLocalBlob(contextOf(full), key, readText);
    await expect(sending).rejects.toThrow(/: the disk is full\. Make room there/);
    await expect(sending).rejects.not.toThrow(/dev/);
  });

  test('that is broken off is no failure of the disk', async () => {
    const files = createMemoryFiles();
    await files.write(key, inChunks('content'));
    const stopped = { ...contextOf(files), signal: AbortSignal.abort(new Error('stop')) };
    await expect(withLocalBlob(stopped, key, readText)).rejects.not.toThrow(StorageError);
  });
});
