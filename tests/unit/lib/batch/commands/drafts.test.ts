import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { removeAbandonedDrafts } from '#lib/batch/upkeep/remove-abandoned-drafts.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { StorageError } from '#lib/errors.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const weekMs = 7 * 24 * 60 * 60 * 1000;

function contentOf(...lines: readonly string[]): Readable {
  return Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(''))]);
}

function upload(ctx: Context, ...lines: readonly string[]): Promise<{ readonly batchId: string }> {
  return createBatch(ctx, {
    inputName: 'a.jsonl',
    content: contentOf(...lines),
    isListed: false,
    connectionId: 'connection1',
  });
}

/** A database that saves and then breaks before it can say so. */
function breakingAfterSave(world: BatchWorld): Context {
  const { storage } = world;
  return world.context({
    storage: {
      ...storage,
      async saveBatch(record, version) {
        await storage.saveBatch(record, version);
        throw new StorageError('The connection broke.');
      },
    },
  });
}

describe('an input file', () => {
  test('is kept when the batch was saved, though the database could not say so', async () => {
    const world = createBatchWorld();
    const id = 'batch_of_upload';
    const input = { id, inputName: 'a.jsonl', isListed: true, content: contentOf(chatLine('a')) };
    await expect(createBatch(breakingAfterSave(world), input)).rejects.toThrow('The connection broke.');
    await createBatch(world.ctx, { ...input, content: contentOf(chatLine('a')) });
    expect((await world.run(id)).check).toMatchObject({ requests: 1 });

    const better = { batchId: id, inputName: 'b.jsonl', content: contentOf(chatLine('a'), chatLine('b')) };
    await expect(replaceInput(breakingAfterSave(world), better)).rejects.toThrow('The connection broke.');
    expect((await world.run(id)).check).toMatchObject({ requests: 2 });
  });

  test('that was replaced is never sent, however late its check comes to its end', async () => {
    const world = createBatchWorld();
    const { batchId } = await upload(world.ctx, chatLine('old1'), chatLine('old2'));
    const [check] = dueTasks(await world.load(batchId));
    if (check === undefined) throw new Error('Nothing is due.');
    const { files } = world.storage;
    let isReplaced = false;
    // The first check has come to its end when the file is replaced; what it wrote gets its name only then.
    const late: FileStore = {
      ...files,
      async write(key, content, options) {
        const bytes = Buffer.concat(await Array.fromAsync(content));
        if (!isReplaced) {
          isReplaced = true;
          await replaceInput(world.ctx, { batchId, inputName: 'new.jsonl', content: contentOf(chatLine('new')) });
          await world.run(batchId);
        }
        return files.write(key, Readable.from([bytes]), options);
      },
    };
    await runTask(world.context({ files: late }), check);
    expect((await world.load(batchId)).check).toMatchObject({ requests: 1 });
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    await world.run(batchId);
    expect(world.provider.jobs.flatMap((job) => job.requests.map(({ customId }) => customId))).toEqual(['new']);
  });

  test('takes what its check has written with it when it is replaced', async () => {
    const world = createBatchWorld();
    const { batchId } = await upload(world.ctx, 'no json', chatLine('a'));
    await world.run(batchId);
    const before = (await world.load(batchId)).input.key;
    await replaceInput(world.ctx, { batchId, inputName: 'new.jsonl', content: contentOf(chatLine('new')) });
    for (const key of [before, `${before}.index`, `${before}.problems`])
      expect(await world.storage.files.size(key)).toBeNull();
  });
});

describe('the check', () => {
  test('that works again after failures says so', async () => {
    const world = createBatchWorld();
    const { batchId } = await upload(world.ctx, chatLine('a'));
    const fault = { code: 'file_refused', facts: { key: 'k', work: 'stored', systemCode: 'ENOSPC' } } as const;
    const full = world.context({
      files: { ...world.storage.files, write: () => Promise.reject(new StorageError(fault)) },
    });
    const held = await world.run(batchId, { ctx: full, isEnough: ({ hold }) => hold !== null });
    expect(held.hold).toMatchObject({ code: 'step_failed', facts: { fault } });
    expect(held.hold === null ? '' : holdText(held.hold)).toContain('the disk is full. Make room');
    expect(await world.run(batchId)).toMatchObject({ hold: null, failures: 0, check: { requests: 1 } });
  });
});

describe('an upload that nobody kept', () => {
  test('goes after a week', async () => {
    const world = createBatchWorld();
    const { batchId } = await upload(world.ctx, chatLine('a'));
    await world.run(batchId);
    world.clock.advance(weekMs);
    expect(await removeAbandonedDrafts(world.ctx)).toBe(1);
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
    await expect(openDownload(world.ctx, { batchId, kind: 'input.jsonl' })).rejects.toThrow('not found');
  });

  test('stays when it is kept at the last moment, or is gone already', async () => {
    const world = createBatchWorld();
    const { batchId } = await upload(world.ctx, chatLine('a'));
    const gone = await upload(world.ctx, chatLine('b'));
    world.clock.advance(weekMs);
    const { storage } = world;
    const ctx = world.context({
      storage: {
        ...storage,
        async loadBatch(id) {
          const stored = await storage.loadBatch(id);
          if (id === batchId && stored?.record.isListed === false) await keepBatch(world.ctx, { batchId });
          if (id === gone.batchId) await storage.removeBatch(id);
          return stored;
        },
      },
    });
    expect(await removeAbandonedDrafts(ctx)).toBe(0);
    expect(await world.load(batchId)).toMatchObject({ isListed: true, removeRequestedAt: null });
  });
});
