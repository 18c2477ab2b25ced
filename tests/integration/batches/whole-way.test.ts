import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { askForRefresh } from '#lib/batch/upkeep/ask-for-refresh.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { createWholeWay, wholePlan } from '#tests/support/whole-way.ts';

const database = usePrismaDatabase();

test('the request index agrees with the files at every door, and a rebuilt one is the same', async () => {
  const index = createPostgresRequestIndex({ workspaceId: 'local', pool: database.pool, log: silentLog });
  const world = createBatchWorld(
    createPrismaBatchStorage({ workspaceId: 'local', prisma: database.prisma, files: createMemoryFiles(), index }),
  );
  const play = createWholeWay(world, async (batchId, model) => {
    const list = async () => (await index.findRequests(batchId, { limit: 200 })).items;
    const before = await list();
    expect(before.map(({ line, customId, outcome, ended }) => [line, customId, outcome, ended])).toEqual(
      model.requests.map((request) => [
        request.line,
        request.id,
        model.outcomeOf(request),
        model.best.get(request)?.ended ?? null,
      ]),
    );
    const cutOff = await index.findRequests(batchId, { ended: 'cut_off', limit: 200 });
    expect(cutOff.items).toEqual(before.filter(({ ended }) => ended === 'cut_off'));
    // Of messages alike but for numbers and names the first that came is kept, and jobs come in any order.
    const listCauses = async () => (await index.listCauses(batchId)).map((cause) => ({ ...cause, message: null }));
    const causes = await listCauses();
    expect(causes.reduce((sum, { count }) => sum + count, 0)).toBe(model.count('failed') + model.count('missing'));
    await askForRefresh(world.ctx, batchId);
    expect(await refreshBatch(world.ctx, { batchId })).toBe(true);
    expect(await list()).toEqual(before);
    expect(await listCauses()).toEqual(causes);
  });
  // Shrinking takes longer than anybody waits: the unit test of the same way shrinks.
  await fc.assert(fc.asyncProperty(wholePlan, play), { numRuns: 3, endOnFailure: true });
});
