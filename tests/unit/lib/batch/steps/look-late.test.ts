import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import { WrongStateError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { deriveHold } from '#lib/record/status.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/** The answer to a create call gets lost, the list shows its job after 150 s only, and a person has decided before. */
async function decided(decision: 'send_again' | 'give_up'): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  world.provider.listLagMs = 150_000;
  let isFirst = true;
  world.provider.disturb = (call, moment) => {
    if (call !== 'createJob' || moment !== 'after' || !isFirst) return;
    isFirst = false;
    throw providerError('unavailable', true);
  };
  const record = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.kind === 'job_in_doubt' });
  await resolveJob(world.ctx, { batchId, jobId: record.attempts[0]?.jobs[0]?.id, decision });
  return { world, batchId };
}

describe('a job that appears in the list after a person has decided', () => {
  test('to send it again is cancelled as a copy, and told', async () => {
    const { world, batchId } = await decided('send_again');
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelling', 'completed']);
    expect(record.events.map(({ kind }) => kind)).toContain('copy_found');
    expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText).join(' ')).toContain('batch_1. It was cancelled.');
  });

  test('to give it up is taken back, and the answers that were paid for are fetched', async () => {
    const { world, batchId } = await decided('give_up');
    const given = await world.run(batchId, { isEnough: ({ counts }) => counts.missing === 2 });
    expect(given.attempts[0]?.endedAt).not.toBeNull();
    const record = await world.run(batchId);
    expect(record.counts).toEqual({ total: 2, pending: 0, succeeded: 2, failed: 0, missing: 0 });
    expect(record.curable).toBe(0);
    expect(world.provider.jobs).toHaveLength(1);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(({ code }) => code)).toEqual(['job_found_late']);
    expect((await world.download(batchId, 'results.jsonl')).trim().split('\n')).toHaveLength(2);
  });

  test('to give it up, when a retry has begun, is cancelled and told', async () => {
    const { world, batchId } = await decided('give_up');
    await world.run(batchId, { isEnough: ({ counts }) => counts.missing === 2 });
    await retryBatch(world.ctx, { batchId, token: 'token-of-the-retry', scope: { kind: 'unsuccessful' } });
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelling', 'completed']);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(({ code }) => code)).toEqual(['job_made_twice']);
  });

  test.each([
    ['at once', 'failed' as const],
    ['later', 'validating' as const],
  ])('to give it up, and finds no room for its tokens %s, is not sent again', async (_name, status) => {
    const { world, batchId } = await decided('give_up');
    const [job] = world.provider.jobs;
    if (job === undefined) throw new Error('No job was made.');
    world.provider.tokenLimit = 1;
    job.errors = [world.provider.sayFull(1)];
    job.status = status;
    const record = await world.run(batchId);
    expect(world.provider.jobs).toHaveLength(1);
    expect(record.counts).toEqual({ total: 2, pending: 0, succeeded: 0, failed: 0, missing: 2 });
    expect([record.curable, record.attempts[0]?.endedAt === null]).toEqual([2, false]);
  });

  test('to give it up is found though the list could not be read for hours', async () => {
    const { world, batchId } = await decided('give_up');
    const readableAt = world.clock.now().getTime() + 5 * 60 * 60_000;
    world.provider.disturb = (call) => {
      if (call === 'findJobs' && world.clock.now().getTime() < readableAt) throw providerError('unavailable', false);
    };
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2, missing: 0 });
  });

  test('to give it up is looked for as soon as the connection is changed, where the list could not be read', async () => {
    const { world, batchId } = await decided('give_up');
    world.provider.disturb = (call) => {
      if (call === 'findJobs') throw providerError('key_refused', false);
    };
    await world.run(batchId, {
      isEnough: ({ attempts }) => (attempts[0]?.jobs[0]?.lateLooks?.failing?.looks ?? 0) > 8,
    });
    world.provider.disturb = () => undefined;
    expect(await wakeHeldBatches(world.ctx, 'connection1')).toBe(1);
    const now = world.clock.now();
    await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.stage === 'sent' });
    expect(world.clock.now()).toEqual(now);
  });

  test('to give it up is found though the list answers each look as if there was none, and shows it a moment later', async () => {
    const { world, batchId } = await decided('give_up');
    let askedAt = 0;
    world.provider.disturb = (call, moment) => {
      if (call !== 'findJobs' || moment !== 'before') return;
      const isFirst = world.clock.now().getTime() - askedAt > 30_000;
      askedAt = world.clock.now().getTime();
      if (isFirst) throw providerError('not_found', false);
    };
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2, missing: 0 });
  });

  test('is told as not looked for when the list cannot be read for a day', async () => {
    const { world, batchId } = await decided('give_up');
    world.provider.disturb = (call) => {
      if (call === 'findJobs') throw providerError('unavailable', false);
    };
    const [job] = (await world.run(batchId)).attempts[0]?.jobs ?? [];
    expect(job).toMatchObject({ lateLooks: null, warnings: [{ code: 'job_not_looked_for' }] });
  });

  test('to send it again is cancelled and told though its part was cut meanwhile', async () => {
    const { world, batchId } = await decided('send_again');
    world.provider.listLagMs = 5 * 60_000;
    let isFirst = true;
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob' || moment !== 'before' || !isFirst) return;
      isFirst = false;
      throw providerError('rejected', false, { code: 'token_limit_exceeded', message: 'Limit: 12 enqueued tokens.' });
    };
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelling', 'completed', 'completed']);
    expect(record.attempts[0]?.jobs.flatMap(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      'job_made_twice',
    ]);
  });

  test.each([
    ['until its looks are over where nothing was made', false],
    ['as long as it names the job that was found', true],
  ])('a part that left its attempt is kept %s', async (_name, isMade) => {
    const { world, batchId } = await decided('send_again');
    world.provider.listLagMs = isMade ? 5 * 60_000 : 24 * 60 * 60_000;
    let isFirst = true;
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob' || moment !== 'before' || !isFirst) return;
      isFirst = false;
      throw providerError('rejected', false, { code: 'token_limit_exceeded', message: 'Limit: 12 enqueued tokens.' });
    };
    await world.run(batchId, { isEnough: ({ formerParts }) => formerParts.length === 1 });
    expect((await world.run(batchId)).formerParts).toHaveLength(isMade ? 1 : 0);
  });

  test('is not looked for for ever', async () => {
    const { world, batchId } = await decided('give_up');
    world.provider.listLagMs = 24 * 60 * 60_000;
    const record = await world.run(batchId);
    expect(record.attempts[0]?.jobs[0]).toMatchObject({ lateLooks: null, stage: 'collected' });
  });
});

describe('a job that a refused create call may have made', () => {
  const refusal = (): Error => providerError('rate_limited', false);

  /** The create call is carried out and refused, and the batch cancelled before anybody has looked. */
  async function cancelledUnseen(): Promise<{ world: BatchWorld; batchId: string }> {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'after') throw refusal();
    };
    await world.run(batchId, {
      isEnough: (each) => each.attempts[0]?.jobs[0]?.doubtfulCreates !== null && each.attempts[0]?.isSplit === true,
    });
    await cancelBatch(world.ctx, { batchId });
    return { world, batchId };
  }

  test('is looked for after a cancel, and cancelled too', async () => {
    const { world, batchId } = await cancelledUnseen();
    const record = await world.run(batchId);
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelled']);
    expect(record.attempts[0]?.jobs[0]).toMatchObject({
      stage: 'collected',
      status: 'cancelled',
      providerId: 'batch_1',
    });
  });

  test('is looked for when the list could not be had at its refusal', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    let lists = 0;
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'after') throw providerError('rejected', false);
      if (call === 'findJobs' && moment === 'before' && (lists += 1) === 1) throw providerError('unavailable', true);
    };
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
    expect(world.provider.jobs).toHaveLength(1);
  });
});

test('a late look at a sandbox that is switched off is put off without a word in the log', async () => {
  const { world, batchId } = await decided('give_up');
  const record = await world.run(batchId, { isEnough: ({ counts }) => counts.missing === 2 });
  const task = dueTasks(record).find(({ kind }) => kind === 'look_late');
  if (task === undefined) throw new Error('No late look is planned.');
  const lines: string[] = [];
  const log = createLogger({ sink: (line) => lines.push(line), now: () => world.clock.now() });
  const forConnection = () => Promise.reject(new WrongStateError({ code: 'sandbox_off', facts: {} }));
  world.clock.advanceTo(task.dueAt);
  await runTask(world.context({ log, providers: { ...world.ctx.providers, forConnection } }), task);
  expect(lines).toEqual([]);
  const later = dueTasks(await world.load(batchId)).find(({ kind }) => kind === 'look_late');
  expect(later?.dueAt.getTime()).toBeGreaterThan(task.dueAt.getTime());
});
