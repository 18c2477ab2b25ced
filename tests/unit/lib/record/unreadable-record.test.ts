import { expect, it } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { enqueueOpenBatches } from '#lib/batch/upkeep/enqueue-open-batches.ts';
import { StorageError } from '#lib/errors.ts';
import type { Task } from '#lib/record/due-tasks.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

it('a batch that this version cannot read does not keep the sweep from the others', async () => {
  const world = createBatchWorld();
  const { ctx, storage } = world;
  const ids = [await world.draft(1), await world.draft(1), await world.draft(1)];
  for (const batchId of ids) await startBatch(ctx, { batchId, token: `token-${batchId}` });
  const queued: Task[] = [];
  const open = await enqueueOpenBatches(
    world.context({
      tasks: { enqueue: (tasks) => Promise.resolve(void queued.push(...tasks)) },
      storage: {
        ...storage,
        loadBatch: (id) => {
          if (id === ids[1]) throw new StorageError('Update LangBatch.');
          return storage.loadBatch(id);
        },
      },
    }),
  );
  expect(open).toBe(2);
  expect(new Set(queued.map((task) => task.batchId))).toEqual(new Set([ids[0], ids[2]]));
});
