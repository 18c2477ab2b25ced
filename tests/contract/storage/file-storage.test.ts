import { spawn } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { ConflictError, InvalidInputError, StorageError } from '#lib/errors.ts';
import { FileBatchStorage } from '#lib/storage/file/file-batch-storage.ts';
import { makeBatch } from '#tests/support/batch-records.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const minuteMs = 60_000;

describeBatchStorage('the storage in files', async () => {
  const directory = await makeTemporaryDirectory();
  return [new FileBatchStorage({ directory }), new FileBatchStorage({ directory })];
});

describe('the storage in files on its disk', () => {
  test('records and folders are for their owner alone', async () => {
    const directory = join(await makeTemporaryDirectory(), 'made/by/it');
    await new FileBatchStorage({ directory }).saveBatch(makeBatch('b1'), 0);
    for (const path of ['', 'records', 'records/b1', 'records/b1/1.json']) {
      expect((await stat(join(directory, path))).mode & 0o077).toBe(0);
    }
  });

  test('a save leaves one file of its own and nothing half written', async () => {
    const directory = await makeTemporaryDirectory();
    const storage = new FileBatchStorage({ directory });
    await storage.saveBatch(makeBatch('b1'), 0);
    await storage.saveBatch(makeBatch('b1'), 1);
    await expect(storage.saveBatch(makeBatch('b1'), 1)).rejects.toThrow(ConflictError);
    expect((await readdir(join(directory, 'records/b1'))).toSorted()).toEqual(['1.json', '2.json']);
  });

  test('old versions go once two newer ones are there and they are ten minutes old, with what killed savers left', async () => {
    const directory = await makeTemporaryDirectory();
    const folder = join(directory, 'records/b1');
    const storage = new FileBatchStorage({ directory });
    for (let version = 0; version < 5; version += 1) await storage.saveBatch(makeBatch('b1'), version);
    await writeFile(join(folder, '.unfinished-of-a-killed-saver'), 'half');
    const later = (minutes: number): FileBatchStorage =>
      new FileBatchStorage({ directory, now: () => new Date(Date.now() + minutes * minuteMs) });
    await later(9).saveBatch(makeBatch('b1'), 5);
    expect(await readdir(folder)).toHaveLength(7);
    await later(11).saveBatch(makeBatch('b1'), 6);
    expect((await readdir(folder)).toSorted()).toEqual(['6.json', '7.json']);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 7 });
  });

  test('a reader never misses the record while versions come and go', async () => {
    const directory = await makeTemporaryDirectory();
    const writer = new FileBatchStorage({ directory, now: () => new Date(Date.now() + 60 * minuteMs) });
    const reader = new FileBatchStorage({ directory });
    await writer.saveBatch(makeBatch('b1', { failures: 1 }), 0);
    const last = 150;
    const read = async (): Promise<void> => {
      for (let seen = 0; seen < last;) {
        const stored = await reader.loadBatch('b1');
        expect(stored?.version).toBe(stored?.record.failures);
        expect(stored?.version).toBeGreaterThanOrEqual(seen);
        seen = stored?.version ?? 0;
      }
    };
    const write = async (): Promise<void> => {
      for (let version = 1; version < last; version += 1) {
        await writer.saveBatch(makeBatch('b1', { failures: version + 1 }), version);
      }
    };
    await Promise.all([write(), read(), read(), read()]);
  });

  test('a reader finds a batch or none, and no error, while it is removed and made again', async () => {
    const directory = await makeTemporaryDirectory();
    const writer = new FileBatchStorage({ directory });
    const reader = new FileBatchStorage({ directory });
    let isDone = (): boolean => false;
    const read = async (): Promise<void> => {
      while (!isDone()) expect([undefined, 1]).toContain((await reader.loadBatch('b1'))?.version);
    };
    const write = async (): Promise<void> => {
      for (let round = 0; round < 100; round += 1) {
        await writer.saveBatch(makeBatch('b1'), 0);
        await writer.removeBatch('b1');
      }
      isDone = () => true;
    };
    await Promise.all([write(), read(), read(), read()]);
  });

  test.each([
    ['damaged', '{"version": 1, "id": "b1"', /damaged.*backup/],
    ['newer', '{"version": 2, "id": "b1"}', /Update LangBatch/],
    ['empty', '', /damaged/],
  ])('a record that is %s is named, does not count as missing, and holds up no other', async (_, text, sentence) => {
    const directory = await makeTemporaryDirectory();
    const storage = new FileBatchStorage({ directory });
    await storage.saveBatch(makeBatch('b1'), 0);
    await storage.saveBatch(makeBatch('b2'), 0);
    await writeFile(join(directory, 'records/b1/1.json'), text);
    await expect(storage.loadBatch('b1')).rejects.toThrow(sentence);
    await expect(storage.loadBatch('b1')).rejects.toThrow(StorageError);
    await expect(storage.saveBatch(makeBatch('b1'), 0)).rejects.toThrow(ConflictError);
    expect((await storage.listBatchIds({ limit: 10 })).toSorted()).toEqual(['b1', 'b2']);
  });

  test('a folder copied by hand is not taken for a batch of its own', async () => {
    const directory = await makeTemporaryDirectory();
    const storage = new FileBatchStorage({ directory });
    await storage.saveBatch(makeBatch('b1'), 0);
    await cp(join(directory, 'records/b1'), join(directory, 'records/b2'), { recursive: true });
    await expect(storage.loadBatch('b2')).rejects.toThrow(/another batch/);
  });

  test.each(['../b1', 'B1', 'a/b', '.b1', '', 'b'.repeat(65)])('saves nothing under the id %j', async (id) => {
    const directory = join(await makeTemporaryDirectory(), 'own');
    const storage = new FileBatchStorage({ directory });
    await expect(storage.saveBatch(makeBatch(id), 0)).rejects.toThrow(InvalidInputError);
    expect(await readdir(join(directory, '..'))).toEqual([]);
  });

  test('a linked folder that leads out is refused', async () => {
    const directory = await makeTemporaryDirectory();
    const storage = new FileBatchStorage({ directory });
    await storage.saveBatch(makeBatch('b1'), 0);
    const outside = await makeTemporaryDirectory();
    await symlink(outside, join(directory, 'records/b2'));
    await expect(storage.loadBatch('b2')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(storage.saveBatch(makeBatch('b2'), 0)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await readdir(outside)).toEqual([]);
  });

  test('what is in the way is told as a failure of the storage', async () => {
    const directory = await makeTemporaryDirectory();
    await mkdir(join(directory, 'records'));
    await writeFile(join(directory, 'records/b1'), 'a file');
    const storage = new FileBatchStorage({ directory });
    expect(await storage.loadBatch('b1')).toBeNull();
    await expect(storage.saveBatch(makeBatch('b1'), 0)).rejects.toThrow(StorageError);
  });

  test('a removal that was killed half way is finished by the next one', async () => {
    const directory = await makeTemporaryDirectory();
    const storage = new FileBatchStorage({ directory });
    for (const id of ['b1', 'b2']) await storage.saveBatch(makeBatch(id), 0);
    await mkdir(join(directory, 'records/.removed-by-a-killed-process'));
    expect((await storage.listBatchIds({ limit: 10 })).toSorted()).toEqual(['b1', 'b2']);
    await storage.removeBatch('b1');
    expect(await readdir(join(directory, 'records'))).toEqual(['b2']);
  });
});

describe('a saver who stood still after it looked', () => {
  /**
   * A storage on whose clock `stoodFor` minutes pass while `meanwhile` happens, just before the save links
   * its version.
   */
  function slowStorage(
    directory: string,
    stoodFor: { readonly before: number; readonly after: number },
    meanwhile: () => void,
  ) {
    const start = Date.now();
    const minutes = [0, stoodFor.before, stoodFor.after];
    let looks = 0;
    const now = (): Date => {
      if (looks === 1) meanwhile();
      looks += 1;
      return new Date(start + (minutes[looks - 1] ?? stoodFor.after) * minuteMs);
    };
    return new FileBatchStorage({ directory, now });
  }

  /** What others do while version 2 is about to be linked: save 2, 3 and 4, whose 2 goes in the end. */
  function othersSaveThree(folder: string): void {
    for (const version of [2, 3, 4]) {
      writeFileSync(join(folder, 'new'), JSON.stringify(makeBatch('b1', { name: `others ${version}` })));
      linkSync(join(folder, 'new'), join(folder, `${version}.json`));
      rmSync(join(folder, 'new'));
    }
    rmSync(join(folder, '2.json'));
  }

  test('does not bring a version back to life', async () => {
    const directory = await makeTemporaryDirectory();
    const folder = join(directory, 'records/b1');
    await new FileBatchStorage({ directory }).saveBatch(makeBatch('b1'), 0);
    const slow = slowStorage(directory, { before: 0, after: 11 }, () => othersSaveThree(folder));
    await expect(slow.saveBatch(makeBatch('b1', { name: 'late' }), 1)).rejects.toThrow(/not known/);
    expect(await new FileBatchStorage({ directory }).loadBatch('b1')).toMatchObject({
      version: 4,
      record: { name: 'others 4' },
    });
  });

  test('has changed nothing when it finds out in time', async () => {
    const directory = await makeTemporaryDirectory();
    const folder = join(directory, 'records/b1');
    await new FileBatchStorage({ directory }).saveBatch(makeBatch('b1'), 0);
    const slow = slowStorage(directory, { before: 6, after: 6 }, () => othersSaveThree(folder));
    await expect(slow.saveBatch(makeBatch('b1', { name: 'late' }), 1)).rejects.toThrow(ConflictError);
    expect(readdirSync(folder).toSorted()).toEqual(['1.json', '3.json', '4.json']);
  });

  test('has saved when nobody else has', async () => {
    const directory = await makeTemporaryDirectory();
    await new FileBatchStorage({ directory }).saveBatch(makeBatch('b1'), 0);
    const slow = slowStorage(directory, { before: 0, after: 11 }, () => {});
    expect(await slow.saveBatch(makeBatch('b1', { name: 'late' }), 1)).toBe(2);
    expect(await slow.loadBatch('b1')).toMatchObject({ version: 2, record: { name: 'late' } });
  });

  test('does not save into a batch that was removed and made anew meanwhile', async () => {
    const directory = await makeTemporaryDirectory();
    const folder = join(directory, 'records/b1');
    const storage = new FileBatchStorage({ directory });
    await storage.saveBatch(makeBatch('b1'), 0);
    const slow = slowStorage(directory, { before: 0, after: 0 }, () => {
      renameSync(folder, join(directory, 'records/.removed-just-now'));
      mkdirSync(folder);
      writeFileSync(join(folder, '1.json'), JSON.stringify(makeBatch('b1', { name: 'anew' })));
    });
    await expect(slow.saveBatch(makeBatch('b1', { name: 'late' }), 1)).rejects.toThrow(ConflictError);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 1, record: { name: 'anew' } });
  });
});

describe('processes that are killed while they save', () => {
  /** Two savers at once; both are killed once they have told `saves` versions in all. Gives the versions. */
  async function saveUntilKilled(directory: string, saves: number): Promise<number[]> {
    const versions: number[] = [];
    const savers = [1, 2].map(() =>
      spawn(process.execPath, [join(import.meta.dirname, 'saver-process.ts'), directory, 'b1'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(
      savers.map(async (saver) => {
        const ended = new Promise((resolve) => saver.once('close', resolve));
        for await (const line of createInterface({ input: saver.stdout })) {
          versions.push(Number(line));
          if (versions.length >= saves) for (const each of savers) each.kill('SIGKILL');
        }
        await ended;
      }),
    );
    return versions;
  }

  test('every acknowledged save is there once, and the record stays loadable', async () => {
    const directory = await makeTemporaryDirectory();
    const storage = new FileBatchStorage({ directory });
    await storage.saveBatch(makeBatch('b1', { failures: 1 }), 0);
    for (const saves of [40, 55, 1]) {
      const before = (await storage.loadBatch('b1'))?.version ?? 0;
      const versions = await saveUntilKilled(directory, saves);
      const stored = await storage.loadBatch('b1');
      expect(stored?.record.failures).toBe(stored?.version);
      expect(new Set(versions).size).toBe(versions.length);
      expect(Math.min(...versions)).toBeGreaterThan(before);
      // A save that was not told any more may be there: one for each of the two who were killed.
      expect(stored?.version).toBeGreaterThanOrEqual(Math.max(...versions));
      expect(stored?.version).toBeLessThanOrEqual(before + versions.length + 2);
    }
    const stored = await storage.loadBatch('b1');
    expect(await storage.saveBatch(makeBatch('b1'), stored?.version ?? 0)).toBe((stored?.version ?? 0) + 1);
  });
});
