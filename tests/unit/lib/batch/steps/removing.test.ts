import { describe, expect, test } from 'vitest';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

async function sent(): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: (record) => record.attempts[0]?.jobs[0]?.stage === 'sent' });
  return { world, batchId };
}

async function expectGone(world: BatchWorld, batchId: string, ctx: Context = world.ctx): Promise<void> {
  await expect(world.run(batchId, { ctx })).rejects.toThrow('There is no batch');
}

function needsPerson(kind: string | undefined): boolean {
  return kind === 'key_refused' || kind === 'job_in_doubt';
}

describe('a batch to be removed does not wait for what only a person could mend:', () => {
  test('a key that is refused', async () => {
    const { world, batchId } = await sent();
    const calls: string[] = [];
    world.provider.disturb = (call) => {
      calls.push(call);
      throw providerError('key_refused', false);
    };
    await removeBatch(world.ctx, { batchId });
    await expectGone(world, batchId);
    expect(calls).toEqual(['cancelJob', 'getJob']);
  });

  test('a job that may or may not exist, which is looked for once more', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    const looks: string[] = [];
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw providerError('unavailable', true);
      if (call === 'findJobs' && moment === 'after') looks.push(call);
    };
    await world.run(batchId);
    const before = looks.length;
    await removeBatch(world.ctx, { batchId });
    await expectGone(world, batchId);
    expect(looks.length - before).toBe(1);
  });

  test('a connection that is gone', async () => {
    const { world, batchId } = await sent();
    const ctx = world.context({
      providers: { forConnection: () => Promise.reject(new NotFoundError('This connection no longer exists.')) },
    });
    await removeBatch(ctx, { batchId });
    await expectGone(world, batchId, ctx);
    expect(await world.storage.loadBatch(batchId)).toBeNull();
  });
});

describe('a batch to be removed', () => {
  test('asks for the end of its jobs though a key was refused before', async () => {
    const { world, batchId } = await sent();
    world.provider.disturb = () => {
      throw providerError('key_refused', false);
    };
    await world.run(batchId, { isEnough: ({ attempts }) => needsPerson(attempts[0]?.jobs[0]?.hold?.kind) });
    world.provider.disturb = () => undefined;
    await removeBatch(world.ctx, { batchId });
    await expectGone(world, batchId);
    expect(world.provider.jobs.map((job) => job.status)).toEqual(['cancelled']);
  });

  test('waits while the provider cannot be reached, so that no job goes on unseen', async () => {
    const { world, batchId } = await sent();
    let tries = 0;
    world.provider.disturb = (_call, moment) => {
      if (moment === 'before' && ++tries <= 20) throw providerError('unavailable', false);
    };
    await removeBatch(world.ctx, { batchId });
    await expectGone(world, batchId);
    expect(world.provider.jobs.map((job) => job.status)).toEqual(['cancelled']);
  });
});

test('a batch to be removed is not held up by answers that nobody will read', async () => {
  const { world, batchId } = await sent();
  const calls: string[] = [];
  world.provider.disturb = (call, moment) => {
    if (moment === 'before') calls.push(call);
  };
  await removeBatch(world.ctx, { batchId });
  let endedAt: Date | null = null;
  const note = (): false => {
    if (endedAt === null && world.provider.jobs[0]?.status === 'cancelled') endedAt = world.clock.now();
    return false;
  };
  await expect(world.run(batchId, { isEnough: note })).rejects.toThrow('There is no batch');
  expect(calls).not.toContain('downloadFile');
  expect(world.clock.now()).toEqual(endedAt);
});
