import { expect, test } from 'vitest';
import { chooseConnection } from '#lib/batch/commands/choose-connection.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { failedLine } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** An ended batch with a failure, whose connection was removed afterwards. */
async function batchWithoutConnection() {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  await updateBatch(world.ctx, batchId, (draft) => {
    draft.connectionId = 'removed';
  });
  return { world, batchId };
}

test('a batch whose connection was removed is retried on another one', async () => {
  const { world, batchId } = await batchWithoutConnection();
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'failed' } };
  await expect(retryBatch(world.ctx, retry)).rejects.toThrow('was removed');
  await chooseConnection(world.ctx, { batchId, connectionId: 'connection1' });
  expect(await retryBatch(world.ctx, retry)).toEqual({ attempt: 2, requests: 2 });
});

test('a batch that still has its connection keeps it', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(1);
  const choice = { batchId, connectionId: 'connection1' };
  await expect(chooseConnection(world.ctx, choice)).rejects.toThrow('This batch still has its connection.');
});

test('a connection that does not exist either is refused, and nothing is changed', async () => {
  const { world, batchId } = await batchWithoutConnection();
  await expect(chooseConnection(world.ctx, { batchId, connectionId: 'nowhere' })).rejects.toThrow('no longer exists');
  expect(await world.load(batchId)).toMatchObject({ connectionId: 'removed' });
});
