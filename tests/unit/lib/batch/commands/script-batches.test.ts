import { describe, expect, it } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { withdrawAttempt } from '#lib/batch/steps/withdraw-attempt.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const script = { actor: { kind: 'script', id: 'script', name: 'script' } } as const;
const user = { actor: { kind: 'user', id: 'you', name: 'test' } } as const;

/** A draft that no connection was chosen for, as a script with a client of its own makes it. */
async function scriptDraft(world: BatchWorld, requests = 4): Promise<string> {
  const batchId = await world.draft(requests);
  const stored = await world.storage.loadBatch(batchId);
  if (stored === null) throw new Error('The draft is gone.');
  await world.storage.saveBatch({ ...stored.record, connectionId: null }, stored.version);
  return batchId;
}

describe('a batch that a script sends with a client of its own', () => {
  it('is left alone by the worker and brought to its end by the script', async () => {
    const world = createBatchWorld();
    const ctx = world.context(script);
    const batchId = await scriptDraft(world);
    await startBatch(ctx, { batchId, token: 'a-token-for-the-start' });
    const before = await world.storage.loadBatch(batchId);
    for (const task of dueTasks(await world.load(batchId))) await runTask(world.ctx, task);
    expect(await world.storage.loadBatch(batchId)).toEqual(before);
    await world.run(batchId, { ctx });
    expect((await world.load(batchId)).counts).toMatchObject({ total: 4, succeeded: 4 });
  });

  it('says on its page that only the script can go on, and its retry and cancel are refused there', async () => {
    const world = createBatchWorld();
    const batchId = await scriptDraft(world);
    await startBatch(world.context(script), { batchId, token: 'a-token-for-the-start' });
    const page = world.context(user);
    await expect(cancelBatch(page, { batchId })).rejects.toThrow('Cancel it from that script.');
    world.provider.endStatus = 'cancelled';
    await world.run(batchId, { ctx: world.context(script) });
    const view = await getBatch(page, { batchId });
    expect(view).toMatchObject({ isOfScript: true, actions: { canRetry: false, canCancel: false } });
    const scope = { kind: 'all' };
    await expect(retryBatch(page, { batchId, token: 'another-token', scope })).rejects.toThrow(
      'Retry it from that script.',
    );
  });

  it('can be deleted from its page while it runs, as nothing there can wait for its end', async () => {
    const world = createBatchWorld();
    const batchId = await scriptDraft(world);
    await startBatch(world.context(script), { batchId, token: 'a-token-for-the-start' });
    await removeBatch(world.context(user), { batchId });
    for (const task of dueTasks(await world.load(batchId))) await runTask(world.ctx, task);
    expect(await world.storage.loadBatch(batchId)).toBeNull();
  });
});

describe('withdrawing an attempt', () => {
  it('makes a draft of a started batch of which nothing was sent, and it can be started again', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'a-token-for-the-start' })).toBe(true);
    expect(await world.load(batchId)).toMatchObject({ attempts: [], counts: { total: 4, pending: 4 }, hold: null });
    await startBatch(world.ctx, { batchId, token: 'another-token-for-it' });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 4 });
  });

  it('gives a refused retry back its outcomes', async () => {
    const world = createBatchWorld();
    world.provider.answer = ({ customId }) =>
      customId === 'r2'
        ? {}
        : { output: JSON.stringify({ custom_id: customId, response: { status_code: 200, body: {} } }) };
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    const before = await world.run(batchId);
    await retryBatch(world.ctx, { batchId, token: 'a-token-for-the-retry', scope: { kind: 'all' } });
    expect((await world.load(batchId)).counts).toMatchObject({ pending: 4 });
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'a-token-for-the-retry' })).toBe(true);
    const { counts, curable, attempts } = await world.load(batchId);
    expect({ counts, curable }).toEqual({ counts: before.counts, curable: before.curable });
    expect(attempts).toHaveLength(1);
  });

  it('gives a cancelled batch back its cancel, and a draft that nobody listed its place out of sight', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
    await cancelBatch(world.ctx, { batchId });
    const cancelled = await world.run(batchId);
    await retryBatch(world.ctx, { batchId, token: 'a-token-for-the-retry', scope: { kind: 'all' } });
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'a-token-for-the-retry' })).toBe(true);
    const { cancelRequestedAt, counts } = await world.load(batchId);
    expect({ cancelRequestedAt, counts }).toEqual({
      cancelRequestedAt: cancelled.cancelRequestedAt,
      counts: cancelled.counts,
    });

    const unlisted = await world.draft(1);
    const found = await world.storage.loadBatch(unlisted);
    if (found === null) throw new Error('The draft is gone.');
    await world.storage.saveBatch({ ...found.record, isListed: false }, found.version);
    await startBatch(world.ctx, { batchId: unlisted, token: 'a-token-for-the-start' });
    expect((await world.load(unlisted)).isListed).toBe(true);
    expect(await withdrawAttempt(world.ctx, { batchId: unlisted, token: 'a-token-for-the-start' })).toBe(true);
    expect((await world.load(unlisted)).isListed).toBe(false);
  });

  it('leaves no file of the attempt behind', async () => {
    const files = createMemoryFiles();
    const world = createBatchWorld(new MemoryBatchStorage({ files }));
    const batchId = await world.draft(4);
    const before = new Set(files.contents.keys());
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
    expect(files.contents.size).toBeGreaterThan(before.size);
    await withdrawAttempt(world.ctx, { batchId, token: 'a-token-for-the-start' });
    expect(new Set(files.contents.keys())).toEqual(before);
  });

  it('takes back nothing that somebody else has begun meanwhile', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'another-token-for-it' })).toBe(false);
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });

  it('waits for nobody: what somebody else is splitting stays', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    const found = await world.storage.loadBatch(batchId);
    if (found === null) throw new Error('The batch is gone.');
    const until = new Date(world.clock.now().getTime() + 30_000).toISOString();
    await world.storage.saveBatch({ ...found.record, lease: { owner: 'another', until } }, found.version);
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'a-token-for-the-start' })).toBe(false);
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });

  it('leaves an attempt alone of which something may be sent', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'a-token-for-the-start' });
    await world.run(batchId, {
      isEnough: (record) => record.attempts[0]?.jobs.some((job) => job.sendingAt !== null) === true,
    });
    const before = await world.load(batchId);
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'a-token-for-the-start' })).toBe(false);
    expect(await world.load(batchId)).toEqual(before);
  });
});
