import { expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test('a cancel that is asked for again once all has ended is no error and changes nothing', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await cancelBatch(world.ctx, { batchId });
  await world.run(batchId);
  const ended = await world.storage.loadBatch(batchId);
  await cancelBatch(world.ctx, { batchId });
  expect(await world.storage.loadBatch(batchId)).toEqual(ended);
  expect(ended?.record.cancelRequestedAt).not.toBeNull();
});
