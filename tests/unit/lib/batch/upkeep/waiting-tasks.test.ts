import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { enqueueOpenBatches } from '#lib/batch/upkeep/enqueue-open-batches.ts';
import { createWaitingTasks } from '#lib/batch/upkeep/waiting-tasks.ts';
import { deriveHold } from '#lib/record/status.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

async function waiting(): Promise<{ world: BatchWorld; batchId: string; sweep: (times: number) => Promise<void> }> {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
  const tasks = createWaitingTasks();
  const sweep = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await enqueueOpenBatches(world.ctx, tasks);
      world.clock.advance(world.ctx.timing.sweepMs);
    }
  };
  return { world, batchId, sweep };
}

test('a part that has waited for a free slot for a minute says so, and no longer once it is begun', async () => {
  const { world, batchId, sweep } = await waiting();
  await sweep(6);
  expect(deriveHold(await world.load(batchId))).toBeNull();
  await sweep(1);
  expect(deriveHold(await world.load(batchId))).toMatchObject({ code: 'no_free_slot', facts: { provider: 'Fake' } });

  const record = await world.run(batchId);
  expect(record.counts.succeeded).toBe(2);
  expect(deriveHold(record)).toBeNull();
  expect(record.events.map(({ kind }) => kind).filter((kind) => kind.startsWith('hold_'))).toEqual([
    'hold_began',
    'hold_ended',
  ]);
});

test('a night in which the machine slept is no wait for a slot', async () => {
  const { world, batchId, sweep } = await waiting();
  await sweep(1);
  world.clock.advance(8 * 60 * 60_000);
  await sweep(1);
  expect(deriveHold(await world.load(batchId))).toBeNull();
});
