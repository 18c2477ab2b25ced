import { expect, test } from 'vitest';
import { applyProviderJob } from '#lib/batch/provider-job.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test('what a provider says of its errors is kept short, as every save writes it again', () => {
  const { ctx, provider } = createBatchWorld();
  const job = makeJob('j1', { stage: 'sent' });
  const record = makeBatch('b1', { attempts: [makeAttempt(1, [job])] });
  const long = 'x'.repeat(100_000);
  applyProviderJob(
    ctx,
    record,
    job,
    {
      id: 'batch_1',
      status: 'failed',
      providerStatus: 'failed',
      inputFileId: null,
      outputFileId: null,
      errorFileId: null,
      counts: null,
      errors: Array.from({ length: 1000 }, () => ({ code: long, message: long, param: long, line: 1 })),
      metadata: {},
      createdAt: null,
      expiresAt: null,
      endedAt: null,
    },
    provider,
  );
  expect(JSON.stringify(job.providerErrors).length).toBeLessThan(100_000);
  expect(job.providerErrors[0]).toMatchObject({ line: 1 });
});
