import { expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import { deriveStatus } from '#lib/record/status.ts';
import { failedLine } from '#tests/fakes/fake-provider.ts';
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
