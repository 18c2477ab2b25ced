import { describe, expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { withdrawAttempt } from '#lib/batch/steps/withdraw-attempt.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** A started batch of 12 requests in one part, of 8 tokens each. */
async function started() {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 100 };
  const batchId = await world.draft(12);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId };
}

describe('a token limit that a refusal told', () => {
  test('counts for its attempt only: a retry may find it raised', async () => {
    const { world, batchId } = await started();
    world.provider.tokenLimit = 40;
    expect((await world.run(batchId)).tokenLimit).toBe(40);
    world.provider.tokenLimit = 1000;
    await retryBatch(world.ctx, { batchId, token: 'token-of-the-retry', scope: { kind: 'all' } });
    expect((await world.load(batchId)).tokenLimit).toBeNull();
    const record = await world.run(batchId);
    expect(record.attempts[1]?.jobs.map(({ requests }) => requests)).toEqual([12]);
    expect(record.counts.succeeded).toBe(12);
  });

  test('is forgotten too when a start that was taken back is made again', async () => {
    const { world, batchId } = await started();
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob' || moment !== 'before') return;
      throw providerError('rejected', false, { code: 'token_limit_exceeded', message: 'Limit: 40 enqueued tokens.' });
    };
    await world.run(batchId, { isEnough: ({ tokenLimit }) => tokenLimit !== null });
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'token-of-the-page' })).toBe(true);
    world.provider.disturb = () => undefined;
    await startBatch(world.ctx, { batchId, token: 'token-of-another-page' });
    const record = await world.run(batchId);
    expect(record.tokenLimit).toBeNull();
    expect(record.attempts[0]?.jobs.map(({ requests }) => requests)).toEqual([12]);
  });
});
