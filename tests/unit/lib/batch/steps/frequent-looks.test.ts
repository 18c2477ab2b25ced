import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { makeDueNow } from '#lib/batch/upkeep/make-due-now.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import { ProviderError, type ProviderErrorKind } from '#lib/providers/provider-error.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const minuteMs = 60_000;

function refusal(kind: ProviderErrorKind, retryAfterMs: number | null = null): ProviderError {
  const statusCode = kind === 'not_found' ? 404 : null;
  const details = { kind, statusCode, providerCode: null, providerMessage: null, retryAfterMs, mayHaveHappened: false };
  return new ProviderError('Refused by the test.', details);
}

/** A started batch of one job; `call` fails with `refuse` while that gives an error. */
async function started(call: string, refuse: () => ProviderError | null) {
  const world = createBatchWorld();
  const calls = { count: 0 };
  world.provider.disturb = (name, moment) => {
    if (name !== call || moment !== 'before') return;
    calls.count += 1;
    const error = refuse();
    if (error !== null) throw error;
  };
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId, calls };
}

function onlyJob(record: BatchRecord): JobRecord {
  const [job] = record.attempts[0]?.jobs ?? [];
  if (job === undefined) throw new Error('There is no job.');
  return job;
}

async function runUntil(world: BatchWorld, batchId: string, stage: JobRecord['stage']): Promise<void> {
  await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.stage === stage });
}

/** What is due now and what becomes due by it, each once. */
async function runDue(world: BatchWorld, batchId: string): Promise<void> {
  for (const task of dueTasks(await world.load(batchId))) {
    if (task.dueAt <= world.clock.now()) await runTask(world.ctx, task);
  }
}

/** Does each next step at once and lets `everyMs` pass in between, for so long or until the job has left its stage. */
async function lookOften(world: BatchWorld, batchId: string, everyMs: number, forMs: number): Promise<JobRecord> {
  const until = world.clock.now().getTime() + forMs;
  const { stage } = onlyJob(await world.load(batchId));
  while (world.clock.now().getTime() < until && onlyJob(await world.load(batchId)).stage === stage) {
    await updateBatch(world.ctx, batchId, (draft) => {
      onlyJob(draft).nextAt = world.clock.now().toISOString();
    });
    await runDue(world, batchId);
    world.clock.advance(everyMs);
  }
  return onlyJob(await world.load(batchId));
}

describe('however often somebody looks', () => {
  test('a job that the provider does not know is put before a person after a quarter of an hour, not before', async () => {
    const { world, batchId } = await started('getJob', () => refusal('not_found'));
    await runUntil(world, batchId, 'sent');
    const before = await lookOften(world, batchId, 5_000, 14 * minuteMs);
    expect([before.stage, before.hold?.kind]).toEqual(['sent', 'refused']);
    const job = await lookOften(world, batchId, 5_000, 2 * minuteMs);
    expect(job).toMatchObject({ stage: 'sent', hold: { code: 'job_unknown', facts: { providerId: 'batch_1' } } });
  });

  test('a job that was unknown once, long ago, is not given up at the next look', async () => {
    const { world, batchId, calls } = await started('getJob', () => refusal('not_found'));
    await runUntil(world, batchId, 'sent');
    for (let looks = 1; looks <= 4; looks += 1) {
      expect(await lookOften(world, batchId, 24 * 60 * minuteMs, 1)).toMatchObject({ stage: 'sent', warnings: [] });
      expect(calls.count).toBe(looks);
    }
  });

  test('a result file that the provider does not know is believed to be lost after a quarter of an hour, not before', async () => {
    const { world, batchId } = await started('downloadFile', () => refusal('not_found'));
    await runUntil(world, batchId, 'ended');
    expect(await lookOften(world, batchId, 5_000, 14 * minuteMs)).toMatchObject({ stage: 'ended', warnings: [] });
    const job = await lookOften(world, batchId, 5_000, 2 * minuteMs);
    expect(job.stage).toBe('collected');
    expect(job.warnings.map(jobWarningText).join()).toContain('no longer has the result file');
  });

  test('a result file in whose place a web page comes is fetched again for an hour', async () => {
    const { world, batchId } = await started('none', () => null);
    world.provider.downloadFile = async function* () {
      yield Buffer.from('<!doctype html>');
    };
    await runUntil(world, batchId, 'ended');
    expect(await lookOften(world, batchId, 15_000, 59 * minuteMs)).toMatchObject({ stage: 'ended', warnings: [] });
    const job = await lookOften(world, batchId, 15_000, 3 * minuteMs);
    expect(job.stage).toBe('collected');
    expect(job.warnings.map(({ code }) => code)).toContain('result_file_unreadable');
  });

  test('an uploaded file that the provider does not know as yet is not given up at once', async () => {
    let isKnown = false;
    const { world, batchId } = await started('createJob', () => (isKnown ? null : refusal('not_found')));
    await runUntil(world, batchId, 'prepared');
    await runDue(world, batchId);
    expect(await lookOften(world, batchId, 500, 9_000)).toMatchObject({ stage: 'uploaded' });
    isKnown = true;
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2 });
  });
});

describe('a script that asks just now', () => {
  /** One look after another, a second apart. Gives how many calls came of it. */
  async function askTenTimes(kind: ProviderErrorKind, retryAfterMs: number | null): Promise<number> {
    const { world, batchId, calls } = await started('getJob', () => refusal(kind, retryAfterMs));
    await runUntil(world, batchId, 'sent');
    await world.run(batchId, { isEnough: (record) => onlyJob(record).hold !== null });
    const before = calls.count;
    const { failures } = onlyJob(await world.load(batchId));
    for (let looks = 0; looks < 10; looks += 1) {
      world.clock.advance(1_000);
      await makeDueNow(world.ctx, batchId, { sends: true });
      await runDue(world, batchId);
      await runDue(world, batchId);
    }
    expect(onlyJob(await world.load(batchId)).failures).toBe(failures + calls.count - before);
    return calls.count - before;
  }

  test('does not ask a provider sooner that asked to wait', async () => {
    expect(await askTenTimes('rate_limited', 10 * minuteMs)).toBe(0);
  });

  test.each(['key_refused', 'quota', 'unavailable'] as const)('tries once more at each look after %s', async (kind) => {
    expect(await askTenTimes(kind, null)).toBe(10);
  });

  test('keeps to a wait that was asked for at the very first failure', async () => {
    const { world, batchId, calls } = await started('getJob', () => refusal('rate_limited', 10 * minuteMs));
    await runUntil(world, batchId, 'sent');
    world.clock.advance(minuteMs);
    for (let looks = 0; looks < 5; looks += 1) {
      await makeDueNow(world.ctx, batchId, { sends: true });
      await runDue(world, batchId);
    }
    expect(calls.count).toBe(1);
    world.clock.advance(10 * minuteMs);
    await runDue(world, batchId);
    expect(calls.count).toBe(2);
  });

  test('looks at once at a job that went well so far', async () => {
    const { world, batchId, calls } = await started('getJob', () => null);
    await runUntil(world, batchId, 'sent');
    await makeDueNow(world.ctx, batchId, { sends: true });
    await runDue(world, batchId);
    expect(calls.count).toBe(1);
  });
});

test('a changed connection wakes also what another provider asked to wait for', async () => {
  const { world, batchId } = await started('getJob', () => refusal('rate_limited', 60 * minuteMs));
  await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.hold?.kind === 'rate_limit' });
  expect(await wakeHeldBatches(world.ctx, 'connection1')).toBe(1);
  const job = onlyJob(await world.load(batchId));
  expect(job).toMatchObject({ hold: null, failures: 0, nextAt: world.clock.now().toISOString() });
});
