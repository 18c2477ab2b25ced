import { expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** A batch in parts of three of which everything failed, and a retry of all of it that is just to be split. */
async function retried(requests: number) {
  const world = createBatchWorld();
  const batchId = await world.draft(requests);
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 429, 'rate_limit_exceeded') });
  await startBatch(world.ctx, { batchId, token: 'token-number-1' });
  await world.run(batchId);
  // What the others give is no better than what is there.
  world.provider.answer = (request, job) => (/[24680]$/.test(request.customId) ? succeed(request, job) : {});
  await retryBatch(world.ctx, { batchId, token: 'token-number-2', scope: { kind: 'all' } });
  const { files } = world.storage;
  const tablesRead: string[] = [];
  const read: typeof files.read = (key, ...rest) => {
    if (key.endsWith('outcomes.bin')) tablesRead.push(key);
    return files.read(key, ...rest);
  };
  const ctx = world.context({ files: { ...files, read } });
  /** How many outcome tables are read until the retry is collected. */
  const countReads = async (): Promise<number> => {
    const { counts } = await world.run(batchId, { ctx });
    const succeeded = Math.floor(requests / 2);
    expect(counts).toEqual({ total: requests, pending: 0, succeeded, failed: requests - succeeded, missing: 0 });
    return tablesRead.length;
  };
  return { world, batchId, countReads };
}

test('collecting a retry in parts reads each table of the earlier attempt once', async () => {
  const { countReads } = await retried(18);
  expect(await countReads()).toBe(6);
});

test('a retry in parts of another size reads for each part the tables that may hold its lines', async () => {
  const { world, countReads } = await retried(9);
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 2 };
  // 1 2 | 3 4 | 5 6 | 7 8 | 9 beside 1 2 3 | 4 5 6 | 7 8 9: lines 3 and 4 are in two tables.
  expect(await countReads()).toBe(6);
});

test('a record of an earlier version, which does not say which lines a part holds, has all tables read', async () => {
  const { world, batchId, countReads } = await retried(9);
  await updateBatch(world.ctx, batchId, (draft) => {
    for (const job of draft.attempts[0]?.jobs ?? []) job.lines = null;
  });
  expect(await countReads()).toBe(9);
});
