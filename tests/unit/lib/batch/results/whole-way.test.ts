import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { createWholeWay, wholePlan } from '#tests/support/whole-way.ts';

test('what was sent and what came back is the same at every door, whatever the files look like', async () => {
  await fc.assert(
    fc.asyncProperty(wholePlan, async (plan) => {
      await expect(createWholeWay(createBatchWorld())(plan)).resolves.toBeUndefined();
    }),
    { numRuns: 40 },
  );
});
