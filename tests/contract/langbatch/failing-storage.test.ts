import { lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BatchRecord,
  BatchResultsError,
  type BatchStorage,
  BatchStorageError,
  OpenAIChatCompletionBatch,
} from '#lib/langbatch/index.ts';
import { quick, thrownBy, useLibraryWorld } from './library-world.ts';

const world = useLibraryWorld();
const hello = { messages: [{ role: 'user' as const, content: 'Hello' }] };

async function draft(): Promise<OpenAIChatCompletionBatch> {
  return OpenAIChatCompletionBatch.create([hello, hello], world.ours());
}

async function stored(batch: { readonly id: string }): Promise<BatchRecord | undefined> {
  return (await world.storage.loadBatch(batch.id))?.record;
}

describe('a storage that fails', () => {
  /** As time does: a lease whose return was not saved runs out. */
  async function endLeases(batch: { readonly id: string }): Promise<void> {
    const found = await world.storage.loadBatch(batch.id);
    if (found === null) throw new Error('The batch is gone.');
    found.record.lease = null;
    for (const attempt of found.record.attempts) for (const job of attempt.jobs) job.lease = null;
    await world.storage.saveBatch(found.record, found.version);
  }

  /** Fails at the n-th call of its kind, and at `times` calls in all, with an error of its own. */
  function failing(kind: 'saveBatch' | 'write', from: number, times = Infinity): BatchStorage {
    let calls = 0;
    const check = (): void => {
      calls += 1;
      if (calls >= from && calls < from + times) throw new TypeError('The disk melted.');
    };
    return {
      loadBatch: (id) => world.storage.loadBatch(id),
      listBatchIds: (page) => world.storage.listBatchIds(page),
      removeBatch: (id) => world.storage.removeBatch(id),
      saveBatch: async (record, version) => {
        if (kind === 'saveBatch') check();
        return world.storage.saveBatch(record, version);
      },
      files: {
        read: (key, range, options) => world.storage.files.read(key, range, options),
        size: (key) => world.storage.files.size(key),
        remove: (key) => world.storage.files.remove(key),
        removeAll: (prefix) => world.storage.files.removeAll(prefix),
        write: async (key, content, options) => {
          if (kind === 'write') check();
          return world.storage.files.write(key, content, options);
        },
      },
    };
  }

  it.each([
    ['saveBatch', 1],
    ['saveBatch', 3],
    ['write', 1],
    ['write', 2],
  ] as const)('in create, at %s number %i: the named error, with the cause', async (kind, from) => {
    const error = await thrownBy(
      OpenAIChatCompletionBatch.create([hello], { client: world.sandbox.client, storage: failing(kind, from) }),
    );
    expect(error).toBeInstanceOf(BatchStorageError);
    expect(error.message).toMatch(/^The storage failed to (save a batch|write a file): The disk melted\.$/);
  });

  it('in start, before anything was sent: the batch is as it was', async () => {
    const batch = await draft();
    const before = await stored(batch);
    const broken = await OpenAIChatCompletionBatch.load(batch.id, {
      client: world.sandbox.client,
      storage: failing('write', 1),
    });
    expect(await thrownBy(broken.start())).toBeInstanceOf(BatchStorageError);
    expect(await stored(batch)).toMatchObject({ attempts: [], counts: before?.counts });
    expect(await batch.runUntilDone(quick)).toMatchObject({ succeeded: 2 });
  });

  it('once, at any save of a run: the next run ends it, with one attempt and one provider job', async () => {
    let failures = 0;
    for (let at = 1; at <= 12; at += 1) {
      const batch = await draft();
      const { client } = world.sandbox;
      const storageOnce = failing('saveBatch', at, 1);
      const broken = await OpenAIChatCompletionBatch.load(batch.id, { client, storage: storageOnce });
      const outcome = await broken.runUntilDone(quick).catch((error: unknown) => error);
      expect(outcome).toSatisfy((each) => !(each instanceof Error) || each instanceof BatchStorageError);
      if (outcome instanceof Error) failures += 1;
      await endLeases(batch);
      expect(await batch.runUntilDone(quick)).toMatchObject({ succeeded: 2 });
      expect((await stored(batch))?.attempts).toHaveLength(1);
      const jobs = (await Array.fromAsync(client.batches.list())).filter(
        (job) => job.metadata?.['langbatch_batch'] === batch.id,
      );
      expect(jobs).toHaveLength(1);
    }
    expect(failures).toBeGreaterThan(5);
  });

  it('in a results file: no half of one, and nothing left beside it', async () => {
    const batch = await draft();
    await batch.runUntilDone(quick);
    const path = join(world.directory, 'results.jsonl');
    const controller = new AbortController();
    const stopped = batch.getResultsFile(path, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('Enough.')),
    });
    await expect(stopped).rejects.toThrow('Enough.');
    expect(await readdir(world.directory)).toEqual([]);
    await writeFile(join(world.directory, 'file'), '');
    const error = await thrownBy(batch.getResultsFile(join(world.directory, 'file', 'results.jsonl')));
    expect(error).toBeInstanceOf(BatchResultsError);
    expect(error.message).toContain(`cannot be written to ${join(world.directory, 'file', 'results.jsonl')}`);
    expect(await readdir(world.directory)).toEqual(['file']);
  });

  it('in a results file that is a link keeps the link, and what is no file is refused', async () => {
    const batch = await draft();
    await batch.runUntilDone(quick);
    const [real, linked] = [join(world.directory, 'real.jsonl'), join(world.directory, 'link.jsonl')];
    await writeFile(real, 'old', { mode: 0o640 });
    await symlink(real, linked);
    await batch.getResultsFile(linked);
    expect((await lstat(linked)).isSymbolicLink()).toBe(true);
    expect((await readFile(real, 'utf8')).split('\n')).toHaveLength(3);
    expect((await stat(real)).mode & 0o777).toBe(0o640);
    for (const path of [world.directory, '/dev/null']) {
      expect((await thrownBy(batch.getResultsFile(path))).message).toBe(
        `${path} is not a file that results can be written to. Give another path.`,
      );
    }
  });
});
