import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError, WrongStateError } from '#lib/errors.ts';
import { deriveStatus } from '#lib/record/status.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { failedLine, providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const token = 'token-of-the-page';

function withoutConnection(world: BatchWorld): Context {
  return world.context({
    connections: { ...world.ctx.connections, findSettings: () => Promise.resolve(null) },
    providers: { forConnection: () => Promise.reject(new NotFoundError('This connection no longer exists.')) },
  });
}

test('a retry on a connection that was removed is refused before it begins', async () => {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token });
  const before = await world.run(batchId);
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'failed' } };
  await expect(retryBatch(withoutConnection(world), retry)).rejects.toThrow('The connection of this batch was removed');
  expect(await world.load(batchId)).toEqual(before);
});

test('choosing a connection, starting and retrying count nobody’s batches', async () => {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const find = () => Promise.reject(new Error('This counts all batches of the connection.'));
  const ctx = world.context({ connections: { ...world.ctx.connections, find } });
  const batchId = await world.draft(2);
  const connectionId = 'connection1';
  await keepBatch(ctx, { batchId, connectionId });
  await startBatch(ctx, { batchId, token, connectionId });
  await world.run(batchId);
  const again = await retryBatch(ctx, { batchId, token: 'token-of-the-retry', scope: { kind: 'failed' } });
  expect(again).toEqual({ attempt: 2, requests: 2 });
});

test('an attempt whose connection is gone can be cancelled', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token });
  const ctx = withoutConnection(world);
  await world.run(batchId, { ctx, isEnough: ({ hold }) => hold !== null });
  await cancelBatch(ctx, { batchId });
  const record = await world.run(batchId, { ctx });
  expect(deriveStatus(record)).toBe('cancelled');
  expect(record).toMatchObject({ hold: null, counts: { pending: 0, missing: 2 } });
});

test('a batch that goes while held ones are woken does not stop the others', async () => {
  const world = createBatchWorld();
  const [gone, held] = [await world.draft(1), await world.draft(1)];
  for (const batchId of [gone, held]) {
    await startBatch(world.ctx, { batchId, token });
    await updateBatch(world.ctx, batchId, (draft) => {
      draft.hold = {
        kind: 'key_refused',
        code: 'as_written',
        since: world.clock.now().toISOString(),
        facts: { text: 'Refused.' },
      };
    });
  }
  const { storage } = world;
  const ctx = world.context({
    storage: {
      ...storage,
      async loadBatch(id) {
        if (id === gone) await storage.removeBatch(id);
        return storage.loadBatch(id);
      },
    },
  });
  expect(await wakeHeldBatches(ctx, 'connection1')).toBe(1);
  expect((await world.load(held)).hold).toBeNull();
});

describe('of a batch that has ended,', () => {
  /** What is left to be done for it, at the provider alone. */
  type Left = 'a copy to be cancelled' | 'a look in the list';

  async function ended(left: Left): Promise<{ world: BatchWorld; batchId: string }> {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    await startBatch(world.ctx, { batchId, token });
    let isFirst = true;
    world.provider.disturb = (call, moment) => {
      if (call === 'cancelJob') throw providerError('unavailable', false);
      if (call !== 'createJob' || moment !== 'after' || !isFirst) return;
      isFirst = false;
      const [job] = world.provider.jobs;
      if (left === 'a copy to be cancelled' && job !== undefined)
        world.provider.jobs.push({ ...job, id: 'batch_copy' });
      throw providerError('rate_limited', false);
    };
    await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.endedAt != null });
    const [job] = (await world.load(batchId)).attempts[0]?.jobs ?? [];
    expect(job?.copies.some(({ cancel }) => cancel === 'due')).toBe(left === 'a copy to be cancelled');
    expect(job?.lateLooks).not.toBeNull();
    return { world, batchId };
  }

  function countingErrors(ctx: Context): { ctx: Context; errors: () => number } {
    let errors = 0;
    const error = (): void => void (errors += 1);
    return { ctx: { ...ctx, log: { ...ctx.log, error } }, errors: () => errors };
  }

  test.each<[Left, string]>([
    ['a copy to be cancelled', 'batch_copy, and does not cancel it. Cancel it there'],
    ['a look in the list', 'LangBatch could not read Fake’s list of jobs after that. Check there'],
  ])('%s is told and not tried for ever', async (left, words) => {
    const { world, batchId } = await ended(left);
    const { ctx, errors } = countingErrors(withoutConnection(world));
    const [job] = (await world.run(batchId, { ctx })).attempts[0]?.jobs ?? [];
    expect(job?.warnings.map(jobWarningText).join(' ')).toContain(words);
    expect(errors()).toBe(0);
  });

  test.each<[Left]>([['a copy to be cancelled'], ['a look in the list']])(
    '%s keeps nobody from deleting it',
    async (left) => {
      const { world, batchId } = await ended(left);
      await removeBatch(world.ctx, { batchId });
      await expect(world.run(batchId, { ctx: withoutConnection(world) })).rejects.toThrow('There is no batch');
    },
  );

  test('a copy keeps nobody from deleting it while the sandbox is switched off', async () => {
    const { world, batchId } = await ended('a copy to be cancelled');
    await removeBatch(world.ctx, { batchId });
    const providers = { forConnection: () => Promise.reject(new WrongStateError('The sandbox is switched off.')) };
    await expect(world.run(batchId, { ctx: world.context({ providers }) })).rejects.toThrow('There is no batch');
  });
});
