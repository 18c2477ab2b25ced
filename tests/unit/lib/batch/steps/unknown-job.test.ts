import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { JobRecord, JobStage } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold } from '#lib/record/status.ts';
import { failedLine, providerError, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/** A batch of `r1`, refused, and `r2`, answered, whose job has come so far. */
async function sent(stage: JobStage): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.answer = (request, number) =>
    request.customId === 'r1' ? { errors: failedLine('r1', 400, 'invalid_value') } : succeed(request, number);
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: (record) => onlyJob(record)?.stage === stage });
  return { world, batchId };
}

function onlyJob({ attempts }: BatchRecord): JobRecord | undefined {
  return attempts[0]?.jobs[0];
}

/** As with the key of another project. */
function knowNothing(world: BatchWorld): void {
  world.provider.disturb = (call) => {
    if (call !== 'createJob' && call !== 'uploadFile') throw providerError('not_found', false);
  };
}

function knowAgain(world: BatchWorld): void {
  world.provider.disturb = () => undefined;
}

function isHeld(record: BatchRecord): boolean {
  return deriveHold(record)?.kind === 'job_in_doubt';
}

describe('an ended job that the provider does not know any more, nor its files,', () => {
  async function held(): Promise<{ world: BatchWorld; batchId: string; jobId: string }> {
    const { world, batchId } = await sent('ended');
    knowNothing(world);
    const record = await world.run(batchId, { isEnough: isHeld });
    expect(deriveHold(record)).toMatchObject({ code: 'results_unknown', facts: { providerId: 'batch_1' } });
    return { world, batchId, jobId: onlyJob(record)?.id ?? '' };
  }

  test('is put before a person, and its answers are fetched when it is known again', async () => {
    const { world, batchId } = await held();
    world.clock.advance(5 * 60 * 60_000);
    knowAgain(world);
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 1, failed: 1, missing: 0 });
    expect(onlyJob(record)).toMatchObject({ hold: null, warnings: [] });
  });

  test('is given up only by a person', async () => {
    const { world, batchId, jobId } = await held();
    await resolveJob(world.ctx, { batchId, jobId, decision: 'look_again' });
    expect(isHeld(await world.run(batchId, { isEnough: isHeld }))).toBe(true);
    await resolveJob(world.ctx, { batchId, jobId, decision: 'give_up' });
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 0, failed: 0, missing: 2 });
    expect(onlyJob(record)?.warnings.map(({ code }) => code)).toEqual(['job_gone']);
  });

  test('is looked at as soon as its connection is changed', async () => {
    const { world, batchId } = await held();
    knowAgain(world);
    expect(await wakeHeldBatches(world.ctx, 'connection1')).toBe(1);
    expect(onlyJob(await world.load(batchId))).toMatchObject({ hold: { code: 'results_unknown' } });
    const now = world.clock.now();
    expect((await world.run(batchId)).counts.succeeded).toBe(1);
    expect(world.clock.now()).toEqual(now);
  });

  test('keeps the answers that were stored before when it is given up', async () => {
    const { world, batchId } = await sent('ended');
    world.provider.disturb = (call, moment) => {
      const job = world.provider.jobs[0];
      if (call === 'downloadFile' && moment === 'after' && job !== undefined) knowNothing(world);
    };
    const record = await world.run(batchId, { isEnough: isHeld });
    expect(onlyJob(record)?.output).not.toBeNull();
    await resolveJob(world.ctx, { batchId, jobId: onlyJob(record)?.id, decision: 'give_up' });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 1, failed: 0, missing: 1 });
  });

  test('is not sent again: a retry sends what is missing', async () => {
    const { world, batchId, jobId } = await held();
    await expect(resolveJob(world.ctx, { batchId, jobId, decision: 'send_again' })).rejects.toThrow(
      'is not sent again',
    );
    expect(isHeld(await world.load(batchId))).toBe(true);
  });

  test('keeps nobody from deleting the batch', async () => {
    const { world, batchId } = await held();
    await removeBatch(world.ctx, { batchId });
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
  });
});

test('a file that a provider has lost, though it knows the job, is given up by itself', async () => {
  const { world, batchId } = await sent('ended');
  world.provider.disturb = (call) => {
    if (call === 'downloadFile') throw providerError('not_found', false);
  };
  const record = await world.run(batchId);
  expect(onlyJob(record)?.warnings.map(({ code }) => code)).toContain('result_file_gone');
});

test('a running job that is given up asks nobody once more, though it has named a file already', async () => {
  const { world, batchId } = await sent('sent');
  const getJob = world.provider.getJob.bind(world.provider);
  world.provider.getJob = async (input) => ({
    ...(await getJob(input)),
    status: 'in_progress',
    providerStatus: 'in_progress',
    outputFileId: 'output:batch_1',
    counts: { total: 2, completed: 1, failed: 0 },
  });
  await world.run(batchId, { isEnough: (record) => onlyJob(record)?.outputFileId != null });
  knowNothing(world);
  const record = await world.run(batchId, { isEnough: isHeld });
  await resolveJob(world.ctx, { batchId, jobId: onlyJob(record)?.id, decision: 'give_up' });
  const now = world.clock.now();
  expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, missing: 2 });
  expect(world.clock.now()).toEqual(now);
});

describe.each(['sent', 'ended'] as const)('a job that is %s and of which nothing can be heard for a day', (stage) => {
  const dayMs = 24 * 60 * 60_000;

  async function held(): Promise<{ world: BatchWorld; batchId: string; jobId: string }> {
    const { world, batchId } = await sent(stage);
    const beganAt = world.clock.now().getTime();
    world.provider.disturb = () => {
      throw providerError('unavailable', false);
    };
    const record = await world.run(batchId, { isEnough: isHeld });
    expect(deriveHold(record)?.code).toBe('job_unreachable');
    expect(world.clock.now().getTime() - beganAt).toBeGreaterThan(dayMs);
    return { world, batchId, jobId: onlyJob(record)?.id ?? '' };
  }

  test('is put before a person, and goes on when the provider answers again', async () => {
    const { world, batchId, jobId } = await held();
    await resolveJob(world.ctx, { batchId, jobId, decision: 'look_again' });
    expect(isHeld(await world.load(batchId))).toBe(true);
    await expect(resolveJob(world.ctx, { batchId, jobId, decision: 'send_again' })).rejects.toThrow(
      'is not sent again',
    );
    knowAgain(world);
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 1, failed: 1, missing: 0 });
  });

  test('can be given up by a person', async () => {
    const { world, batchId, jobId } = await held();
    await resolveJob(world.ctx, { batchId, jobId, decision: 'give_up' });
    expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, missing: 2 });
  });

  test('keeps nobody from deleting the batch for longer', async () => {
    const { world, batchId } = await held();
    const askedAt = world.clock.now().getTime();
    await removeBatch(world.ctx, { batchId });
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
    expect(world.clock.now().getTime() - askedAt).toBeLessThan(dayMs + 60 * 60_000);
  });
});

describe('a job of a cancelled batch that the provider does not know any more', () => {
  async function cancelled(): Promise<{ world: BatchWorld; batchId: string }> {
    const { world, batchId } = await sent('sent');
    await cancelBatch(world.ctx, { batchId });
    knowNothing(world);
    return { world, batchId };
  }

  test('is put before a person, and what it has answered is fetched when it is known again', async () => {
    const { world, batchId } = await cancelled();
    const record = await world.run(batchId, { isEnough: isHeld });
    expect(deriveHold(record)?.code).toBe('results_unknown');
    knowAgain(world);
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 1, failed: 1, missing: 0 });
  });

  test('is given up by a person', async () => {
    const { world, batchId } = await cancelled();
    const record = await world.run(batchId, { isEnough: isHeld });
    await resolveJob(world.ctx, { batchId, jobId: onlyJob(record)?.id, decision: 'give_up' });
    expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, missing: 2 });
  });

  test('keeps nobody from deleting the batch', async () => {
    const { world, batchId } = await cancelled();
    await removeBatch(world.ctx, { batchId });
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
  });
});
