import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { NotFoundError, StorageError } from '#lib/errors.ts';
import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
import { describeFileStore, inChunks, readWhole } from './file-store-contract.ts';

const run = promisify(execFile);
const base = await mkdtemp(join(await realpath(tmpdir()), 'langbatch-files-'));
let made = 0;

function newDirectory(): string {
  made += 1;
  return join(base, String(made));
}

afterAll(() => rm(base, { recursive: true, force: true }));

describeFileStore('the disk file store', async () => createDiskFileStore({ directory: newDirectory() }));

const filesBelow = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
};

describe('the disk file store on its disk', () => {
  test('localPath is where the file lies', async () => {
    const store = createDiskFileStore({ directory: newDirectory() });
    await store.write('a/b', inChunks('content'));
    expect(await readFile(store.localPath?.('a/b') ?? '', 'utf8')).toBe('content');
    expect(() => store.localPath?.('../b')).toThrow(/leads out/);
  });

  test('files and folders are for their owner alone', async () => {
    const directory = newDirectory();
    await createDiskFileStore({ directory }).write('a/b', inChunks('secret'));
    expect((await stat(join(directory, 'a/b'))).mode & 0o077).toBe(0);
    expect((await stat(join(directory, 'a'))).mode & 0o077).toBe(0);
  });

  test('a broken write leaves nothing on the disk', async () => {
    const directory = newDirectory();
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1_000_000);
      throw new Error('the source broke');
    }
    await expect(createDiskFileStore({ directory }).write('a/b', breaking())).rejects.toThrow('broke');
    expect(await filesBelow(directory)).toEqual([]);
  });

  test('what a crash left is removed after a day, what is younger stays', async () => {
    const directory = newDirectory();
    const unfinished = join(directory, '.unfinished');
    await mkdir(unfinished, { recursive: true });
    const now = new Date('2026-11-21T12:00:00Z');
    for (const [name, ageHours] of [
      ['old', 25],
      ['young', 23],
    ] as const) {
      const at = new Date(now.getTime() - ageHours * 3_600_000);
      await writeFile(join(unfinished, name), 'half');
      await utimes(join(unfinished, name), at, at);
    }
    await createDiskFileStore({ directory, now: () => now }).write('k', inChunks('x'));
    expect(await readdir(unfinished)).toEqual(['young']);
  });

  test('what a killed process left is removed at once, what a living one writes stays', async () => {
    const directory = newDirectory();
    const script = `
      import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
      const store = createDiskFileStore({ directory: process.argv[1] });
      async function* endless() { yield Buffer.alloc(300_000); console.log('half'); await new Promise((resolve) => setTimeout(resolve, 60_000)); }
      await store.write('k', endless());
    `;
    const writing = async (): Promise<ChildProcess> => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script, directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      return child;
    };
    const [killed, living] = [await writing(), await writing()];
    try {
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      expect(await readdir(join(directory, '.unfinished'))).toHaveLength(2);
      await createDiskFileStore({ directory }).write('other', inChunks('x'));
      expect(await readdir(join(directory, '.unfinished'))).toEqual([expect.stringContaining(`_${living.pid}_`)]);
    } finally {
      living.kill('SIGKILL');
    }
  });

  test('a folder that could not be made at first is made once it can be', async () => {
    const directory = newDirectory();
    await writeFile(directory, 'in the way');
    const store = createDiskFileStore({ directory });
    await expect(store.write('k', inChunks('x'))).rejects.toThrow(StorageError);
    await rm(directory);
    await store.write('k', inChunks('x'));
    expect(await store.size('k')).toBe(1);
  });

  test('a linked file is no file, and writing takes the place of the link', async () => {
    const directory = newDirectory();
    const outside = join(base, `outside-${made}`);
    await mkdir(directory, { recursive: true });
    await writeFile(outside, 'not ours');
    await symlink(outside, join(directory, 'link'));
    const store = createDiskFileStore({ directory });
    expect(await store.size('link')).toBeNull();
    await expect(readWhole(store, 'link')).rejects.toThrow(NotFoundError);
    await store.write('link', inChunks('ours'));
    expect(await readFile(outside, 'utf8')).toBe('not ours');
    expect(String(await readWhole(store, 'link'))).toBe('ours');
  });

  test.each(['way/file', 'way/new', 'way/deep/new'])('a linked folder that leads out is refused: %s', async (key) => {
    const directory = newDirectory();
    const outside = join(base, `outside-${made}`);
    await mkdir(directory, { recursive: true });
    await mkdir(outside);
    await writeFile(join(outside, 'file'), 'not ours');
    await symlink(outside, join(directory, 'way'));
    const store = createDiskFileStore({ directory });
    await expect(store.write(key, inChunks('x'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(readWhole(store, key)).rejects.toMatchObject({ code: 'forbidden' });
    await store.removeAll('way/');
    expect(await readdir(outside)).toEqual(['file']);
  });

  test('the folder itself may be a link, to a bigger disk for instance', async () => {
    const real = newDirectory();
    await mkdir(real, { recursive: true });
    const directory = `${real}-link`;
    await symlink(real, directory);
    const store = createDiskFileStore({ directory });
    await store.write('a/b/c', inChunks('x'));
    expect(await store.size('a/b/c')).toBe(1);
    expect((await stat(join(real, 'a/b/c'))).size).toBe(1);
  });

  test('a name that is too long is said to be, and reads as absent', async () => {
    const store = createDiskFileStore({ directory: newDirectory() });
    const key = `a/${'n'.repeat(300)}`;
    await expect(store.write(key, inChunks('x'))).rejects.toThrow(/name is too long/);
    expect(await store.size(key)).toBeNull();
    await expect(readWhole(store, key)).rejects.toThrow(NotFoundError);
  });

  test('a file where a folder is needed is said in a sentence', async () => {
    const store = createDiskFileStore({ directory: newDirectory() });
    await store.write('a', inChunks('file'));
    await expect(store.write('a/b', inChunks('x'))).rejects.toThrow(/same name/);
    await store.write('c/d', inChunks('file'));
    await expect(store.write('c', inChunks('x'))).rejects.toThrow(/same name/);
    expect(await store.size('c/d')).toBe(4);
  });

  test('a reader that stops early leaves no file open', async () => {
    const store = createDiskFileStore({ directory: newDirectory() });
    await store.write('k', inChunks(Buffer.alloc(1_000_000)));
    // The system hands out the lowest free number, so a leak shows in the next one.
    const numbers = new Set<number>();
    for (let turn = 0; turn < 5; turn += 1) {
      for await (const chunk of store.read('k')) if (chunk.length > 0) break;
      const probe = await open(store.localPath?.('k') ?? '');
      numbers.add(probe.fd);
      await probe.close();
    }
    expect(numbers.size).toBe(1);
  });

  test('a disk that takes no more is said in a sentence, and the earlier file stays', async () => {
    const directory = newDirectory();
    const store = createDiskFileStore({ directory });
    await store.write('k', inChunks('earlier'));
    const script = `
      import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
      const store = createDiskFileStore({ directory: process.argv[1] });
      async function* big() { for (let i = 0; i < 20; i += 1) yield Buffer.alloc(300_000); }
      await store.write('k', big()).then(() => console.log('written'), (error) => console.log(error.name, error.message));
    `;
    // A limit on the size of files stands in for a full disk: the system refuses in the middle of the write.
    const limited = 'ulimit -f 2000; exec "$0" --input-type=module --eval "$1" "$2"';
    const { stdout } = await run('sh', ['-c', limited, process.execPath, script, directory]);
    expect(stdout).toMatch(/^StorageError The file k could not be stored: it is larger than .* Raise the limit/);
    expect(String(await readWhole(store, 'k'))).toBe('earlier');
    expect(await filesBelow(directory)).toEqual(['k']);
  });
});
