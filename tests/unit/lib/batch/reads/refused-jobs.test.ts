import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

/**
 * A file of which lines 2 and 4 are blank, whose second part the provider refuses for its second line and for
 * one that it has not.
 */
async function refused(): Promise<{ world: BatchWorld; record: BatchRecord }> {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 2 };
  const getJob = world.provider.getJob.bind(world.provider);
  world.provider.getJob = async (input) => {
    const job = await getJob(input);
    if (job.id !== world.provider.jobs[1]?.id) return job;
    const errors = [2, 99, null].map((line) => ({ code: 'invalid_json_line', message: 'No.', param: null, line }));
    return { ...job, status: 'failed', errors };
  };
  const batchId = await world.draft([chatLine('r1'), '', chatLine('r2'), '', chatLine('r3'), chatLine('r4')]);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, record: await world.run(batchId) };
}

test('an error of a refused job names the line of the uploaded file, and whose it is', async () => {
  const { world, record } = await refused();
  const view = await getBatch(world.ctx, { batchId: record.id });
  const errors = view.attempts[0]?.jobs[1]?.providerErrors ?? [];
  expect(errors.map(({ place }) => place)).toEqual([{ line: 6, customId: 'r4' }, null, null]);
});

test('a page is shown although the list of what a part holds is gone', async () => {
  const { world, record } = await refused();
  for (const { manifestKey } of record.attempts[0]?.jobs ?? []) await world.ctx.files.remove(manifestKey);
  const view = await getBatch(world.ctx, { batchId: record.id });
  expect(view.attempts[0]?.jobs[1]?.providerErrors[0]).toMatchObject({ message: 'No.', place: null });
});
