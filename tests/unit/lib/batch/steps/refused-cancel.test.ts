import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { ProviderErrorKind } from '#lib/providers/provider-error.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const minuteMs = 60_000;

function onlyJob(record: BatchRecord): JobRecord {
  const [job] = record.attempts[0]?.jobs ?? [];
  if (job === undefined) throw new Error('There is no job.');
  return job;
}

/** A running job that does not end by itself, whose cancel was asked for; the provider refuses it so many times. */
async function refused(kind: ProviderErrorKind, times: number) {
  const world = createBatchWorld();
  const calls = { cancelJob: 0, getJob: 0 };
  world.provider.endStatus = 'in_progress';
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.status === 'in_progress' });
  world.provider.disturb = (call, moment) => {
    if (moment !== 'before' || (call !== 'cancelJob' && call !== 'getJob')) return;
    calls[call] += 1;
    if (call === 'cancelJob' && calls.cancelJob <= times) throw providerError(kind, false);
  };
  await cancelBatch(world.ctx, { batchId });
  return { world, batchId, calls, askedAt: world.clock.now().getTime() };
}

async function runUntil(world: BatchWorld, batchId: string, isEnough: (job: JobRecord) => boolean): Promise<JobRecord> {
  return onlyJob(await world.run(batchId, { isEnough: (record) => isEnough(onlyJob(record)) }));
}

const kinds = [
  'not_found',
  'rejected',
  'unavailable',
  'rate_limited',
  'key_refused',
  'not_allowed',
  'quota',
  'unreadable',
] as const satisfies readonly ProviderErrorKind[];

describe.each(kinds)('a cancel that fails as %s', (kind) => {
  test('is no cancel that was sent: the job is looked at, and the provider is asked again', async () => {
    const { world, batchId, calls } = await refused(kind, 3);
    const first = await runUntil(world, batchId, ({ troubles: { cancel } }) => cancel !== null);
    expect(first).toMatchObject({ stage: 'sent', cancelSentAt: null, warnings: [] });
    expect(first.hold === null ? null : holdText(first.hold)).toBe(
      'Fake has not accepted the cancel yet, so the job is still running. It is asked again by itself.',
    );
    expect(calls).toEqual({ cancelJob: 1, getJob: 1 });
    const taken = await runUntil(world, batchId, ({ cancelSentAt }) => cancelSentAt !== null);
    expect(taken).toMatchObject({ troubles: { cancel: null }, hold: null });
    expect(calls.cancelJob).toBe(4);
    expect(onlyJob(await world.run(batchId))).toMatchObject({ stage: 'collected', status: 'cancelled', warnings: [] });
  });

  test('for good is given up after a quarter of an hour, and the job runs to its end', async () => {
    const { world, batchId, calls, askedAt } = await refused(kind, Infinity);
    const left = await runUntil(world, batchId, ({ troubles: { cancel } }) => cancel?.isFinal === true);
    expect(left).toMatchObject({ stage: 'sent', cancelSentAt: null, hold: null });
    expect(world.clock.now().getTime() - askedAt).toBeGreaterThanOrEqual(15 * minuteMs);
    expect(calls.cancelJob).toBeLessThan(20);
    const asked = calls.cancelJob;
    expect(dueTasks(await world.load(batchId))).toMatchObject([{ kind: 'poll' }]);
    world.provider.endStatus = 'completed';
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 2 });
    expect(onlyJob(record).warnings.map(jobWarningText).join()).toContain('Fake refuses to cancel job batch_1.');
    expect(calls.cancelJob).toBe(asked);
  });

  test('for good is asked for once more when a person asks again', async () => {
    const { world, batchId, calls } = await refused(kind, Infinity);
    await runUntil(world, batchId, ({ troubles: { cancel } }) => cancel?.isFinal === true);
    const asked = calls.cancelJob;
    await cancelBatch(world.ctx, { batchId });
    await runUntil(world, batchId, ({ troubles: { cancel } }) => cancel !== null);
    expect(calls.cancelJob).toBe(asked + 1);
  });

  test('as the job has ended meanwhile collects its answers at once', async () => {
    const { world, batchId, calls } = await refused(kind, Infinity);
    world.provider.endStatus = 'completed';
    const record = await world.run(batchId);
    expect(onlyJob(record)).toMatchObject({ status: 'completed', warnings: [], hold: null });
    expect(record.counts).toMatchObject({ succeeded: 2 });
    expect(calls.cancelJob).toBe(1);
  });
});

test('a cancel that was carried out although it was refused counts as sent', async () => {
  const { world, batchId } = await refused('rejected', 0);
  const getJob = world.provider.getJob.bind(world.provider);
  world.provider.disturb = (call, moment) => {
    if (call === 'cancelJob' && moment === 'after') throw providerError('rejected', false);
  };
  world.provider.getJob = async (input) => {
    const job = await getJob(input);
    return job.status === 'cancelled' ? { ...job, status: 'cancelling', endedAt: null } : job;
  };
  expect(await runUntil(world, batchId, ({ cancelSentAt }) => cancelSentAt !== null)).toMatchObject({
    stage: 'sent',
    status: 'cancelling',
    troubles: { cancel: null },
  });
});

test('a job that the provider knows neither for a cancel nor for a look is put before a person after a quarter of an hour', async () => {
  const { world, batchId } = await refused('not_found', 0);
  world.provider.disturb = () => {
    throw providerError('not_found', false);
  };
  const askedAt = world.clock.now().getTime();
  const job = await runUntil(world, batchId, ({ hold }) => hold?.kind === 'job_in_doubt');
  expect(job).toMatchObject({ stage: 'sent', hold: { code: 'results_unknown' }, cancelSentAt: null });
  expect(world.clock.now().getTime() - askedAt).toBeGreaterThanOrEqual(15 * minuteMs);
});
