import { expect, test } from 'vitest';
import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { makeBatch } from '#tests/support/batch-records.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test('batches that are removed while all are gone through keep no other from its turn', async () => {
  const { ctx, storage } = createBatchWorld();
  const ids = Array.from({ length: 401 }, (_, index) => `b${String(index).padStart(3, '0')}`).toReversed();
  for (const id of ids) await storage.saveBatch(makeBatch(id), 0);
  const seen: string[] = [];
  await forEachBatch(ctx, { openOnly: false }, async ({ id }) => {
    seen.push(id);
    if (seen.length === 200 || seen.length > 398) await storage.removeBatch(id);
  });
  expect(seen).toEqual(ids);
});
