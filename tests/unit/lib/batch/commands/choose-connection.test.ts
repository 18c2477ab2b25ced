import { expect, test } from 'vitest';
import { chooseConnection } from '#lib/batch/commands/choose-connection.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { getJob } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { failedLine } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** An ended batch with a failure, whose connection was removed afterwards. */
async function batchWithoutConnection() {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  await updateBatch(world.ctx, batchId, (draft) => {
    draft.connectionId = 'removed';
  });
  return { world, batchId };
}

test('a batch whose connection was removed is retried on another one', async () => {
  const { world, batchId } = await batchWithoutConnection();
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'failed' } };
  await expect(retryBatch(world.ctx, retry)).rejects.toThrow('was removed');
  await chooseConnection(world.ctx, { batchId, connectionId: 'connection1' });
  expect(await retryBatch(world.ctx, retry)).toEqual({ attempt: 2, requests: 2 });
});

test('a batch that still has its connection keeps it', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(1);
  const choice = { batchId, connectionId: 'connection1' };
  await expect(chooseConnection(world.ctx, choice)).rejects.toThrow('This batch still has its connection.');
});

test('a connection that does not exist either is refused, and nothing is changed', async () => {
  const { world, batchId } = await batchWithoutConnection();
  await expect(chooseConnection(world.ctx, { batchId, connectionId: 'nowhere' })).rejects.toThrow('no longer exists');
  expect(await world.load(batchId)).toMatchObject({ connectionId: 'removed' });
});

test('the provider of the other connection is not asked for jobs that were sent over the removed one', async () => {
  const { world, batchId } = await batchWithoutConnection();
  const now = world.clock.now().toISOString();
  await updateBatch(world.ctx, batchId, (draft) => {
    const job = getJob(draft, draft.attempts[0]?.jobs[0]?.id ?? '');
    job.lateLooks = { left: 4, nextAt: now, failing: null };
    job.doubtfulCreates = { since: now, lastAt: now, fileIds: [], isLookDue: true };
    job.copies.push({ providerId: 'batch_copy', foundAt: now, cancel: 'due', nextAt: now, failures: 0 });
    const data = { part: 1, provider: 'Other', providerId: 'batch_copy' };
    addEvent(draft, stampOf(world.ctx), { kind: 'copy_found', data });
  });
  const calls: string[] = [];
  world.provider.disturb = (call) => calls.push(call);
  await chooseConnection(world.ctx, { batchId, connectionId: 'connection1' });
  const record = await world.run(batchId);
  expect(calls).toEqual([]);
  expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText)).toContain(
    'Other had made a second job of the same part, batch_copy, and does not cancel it. Cancel it there, so that its answers are not paid for.',
  );
});
