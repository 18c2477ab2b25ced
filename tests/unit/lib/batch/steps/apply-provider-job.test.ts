import { describe, expect, test } from 'vitest';
import { applyProviderJob } from '#lib/batch/steps/apply-provider-job.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const failed: ProviderJob = {
  id: 'batch_1',
  status: 'failed',
  providerStatus: 'failed',
  inputFileId: null,
  outputFileId: null,
  errorFileId: null,
  oddFiles: [],
  counts: null,
  errors: [],
  metadata: {},
  createdAt: null,
  expiresAt: null,
  endedAt: null,
};

/** What the record says of a sent job after the provider has told this of it. */
function apply(seen: Partial<ProviderJob>) {
  const { ctx, provider } = createBatchWorld();
  const job = makeJob('j1', { stage: 'sent' });
  const record = makeBatch('b1', { attempts: [makeAttempt(1, [job])] });
  applyProviderJob({ ctx, draft: record, job, provider }, { ...failed, ...seen });
  return job;
}

test('what a provider says of its errors and its state is kept short, as every save writes it again', () => {
  const long = 'x'.repeat(100_000);
  const job = apply({
    status: null,
    providerStatus: long,
    errors: Array.from({ length: 1000 }, () => ({ code: long, message: long, param: long, line: 1 })),
  });
  expect(JSON.stringify(job.providerErrors).length).toBeLessThan(100_000);
  expect(job.providerErrors[0]).toMatchObject({ line: 1 });
  expect(job.providerStatus?.length).toBeLessThan(1000);
});

describe('a job that failed for want of room', () => {
  const refusal = { code: 'token_limit_exceeded', message: 'Limit: 50 enqueued tokens.', param: null, line: null };

  test.each<[string, Partial<ProviderJob>]>([
    ['that names no file and counts nothing', {}],
    ['that counts no answer', { counts: { total: 10, completed: 0, failed: 0 } }],
  ])('%s is sent again', (_, seen) => {
    expect(apply({ errors: [refusal], ...seen })).toMatchObject({
      stage: 'uploaded',
      providerId: null,
      refusedProviderIds: ['batch_1'],
    });
  });

  test.each<[string, Partial<ProviderJob>]>([
    ['that names an output file', { outputFileId: 'file-out' }],
    ['that names an error file', { errorFileId: 'file-err' }],
    ['that counts answers', { counts: { total: 10, completed: 1, failed: 0 } }],
    ['that counts failures', { counts: { total: 10, completed: 0, failed: 1 } }],
  ])('%s has ended: its answers are collected, and it is not sent twice', (_, seen) => {
    const job = apply({ errors: [refusal], ...seen });
    expect(job).toMatchObject({ stage: 'ended', status: 'failed', refusedProviderIds: [], hold: null });
    expect(job.outputFileId ?? job.errorFileId).toBe(seen.outputFileId ?? seen.errorFileId ?? null);
    expect(job.providerErrors).toEqual([refusal]);
  });
});
