import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { tryNow } from '#lib/batch/commands/try-now.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { beginHold } from '#lib/record/hold.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

async function heldBatch() {
  const world = createBatchWorld();
  const batchId = await world.draft(1);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId };
}

test('what waits is due at once, and says still why it waits until the try went well', async () => {
  const { world, batchId } = await heldBatch();
  await updateBatch(world.ctx, batchId, (draft) => {
    const facts = { provider: 'Fake', statusCode: 503, providerCode: null, providerMessage: null };
    beginHold(draft, draft, stampOf(world.ctx), { kind: 'provider_down', code: 'provider_trouble', facts });
    draft.nextAt = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
  });
  await tryNow(world.ctx, { batchId });
  const record = await world.load(batchId);
  expect(record.hold).toMatchObject({ code: 'provider_trouble' });
  expect(dueTasks(record).every(({ dueAt }) => dueAt <= world.clock.now())).toBe(true);
});

test('nothing is hurried where nothing waits', async () => {
  const { world, batchId } = await heldBatch();
  await expect(tryNow(world.ctx, { batchId })).rejects.toThrow('This batch is not waiting any more.');
});
