import { describe, expect, test } from 'vitest';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { withdrawAttempt } from '#lib/batch/steps/withdraw-attempt.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { deriveHold } from '#lib/record/status.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import type { BatchWorld } from '#tests/support/batch-world.ts';
import {
  allRequests,
  answered,
  isAnswered,
  refuseAfterCommit,
  requestsOfJobs,
  started,
  token,
} from '#tests/support/refused-creates.ts';

const refusals: readonly (readonly [name: string, refusal: () => ProviderError])[] = [
  ['401', () => answered(401)],
  ['403', () => answered(403)],
  ['404', () => answered(404)],
  ['429', () => answered(429)],
  [
    '429 for want of room',
    () => answered(429, { code: 'token_limit_exceeded', message: 'Enqueued token limit reached.' }),
  ],
  ['403 with a web page', () => answered(403, null)],
  ['400', () => answered(400)],
  ['409', () => answered(409)],
  ['413', () => answered(413)],
  ['422', () => answered(422)],
];

describe('a create call that was carried out and answered with a refusal', () => {
  test.each(refusals)('%s: its job is found and used, and no request is paid for twice', async (_name, refusal) => {
    const { world, batchId } = await started();
    refuseAfterCommit(world, refusal);
    const record = await world.run(batchId);
    expect(requestsOfJobs(world)).toEqual(allRequests);
    expect(record.counts).toMatchObject({ total: 7, succeeded: 7, missing: 0 });
    expect(record.events.filter(({ kind }) => kind === 'job_adopted')).toHaveLength(1);
  });

  test.each(refusals)('%s every time: no request is paid for twice either', async (_name, refusal) => {
    const { world, batchId } = await started();
    refuseAfterCommit(world, refusal, 3);
    const record = await world.run(batchId);
    expect(requestsOfJobs(world)).toEqual(allRequests);
    expect(record.counts.succeeded).toBe(7);
  });

  test.each(refusals)('%s: its job is used though the list shows it after 20 seconds only', async (_name, refusal) => {
    const { world, batchId } = await started();
    world.provider.listLagMs = 20_000;
    refuseAfterCommit(world, refusal);
    expect((await world.run(batchId)).counts.succeeded).toBe(7);
    expect(requestsOfJobs(world)).toEqual(allRequests);
  });

  test('and repeated, as the list shows its job after minutes only, is cancelled and told', async () => {
    const { world, batchId } = await started(2);
    world.provider.listLagMs = 3 * 60_000;
    refuseAfterCommit(world, () => answered(429));
    const record = await world.run(batchId);
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelling', 'completed']);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(({ code }) => code)).toEqual(['job_made_twice']);
  });

  test.each([
    ['403', () => answered(403)],
    ['nothing that can be read', () => providerError('unreadable', false)],
  ])('is put before a person while the list answers %s, who can have it sent again', async (_name, failure) => {
    const { world, batchId } = await started(2);
    let isFirst = true;
    world.provider.disturb = (call, moment) => {
      if (call === 'findJobs') throw failure();
      if (call !== 'createJob' || moment !== 'before' || !isFirst) return;
      isFirst = false;
      throw answered(429);
    };
    const record = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.kind === 'job_in_doubt' });
    expect(deriveHold(record)?.facts).toMatchObject({ listFault: { kind: failure().kind } });
    await resolveJob(world.ctx, { batchId, jobId: record.attempts[0]?.jobs[0]?.id, decision: 'send_again' });
    expect((await world.run(batchId, { isEnough: isAnswered })).counts.succeeded).toBe(2);
    expect(world.provider.jobs).toHaveLength(1);
  });

  test('while the list cannot be had it is not repeated, and goes on when it can', async () => {
    const { world, batchId } = await started(2);
    let lists = 0;
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'after') throw answered(429);
      if (call === 'findJobs' && moment === 'before' && (lists += 1) <= 3) throw providerError('unavailable', true);
    };
    await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.stage === 'sent' });
    expect(lists).toBe(4);
    const record = await world.run(batchId);
    expect(world.provider.jobs).toHaveLength(1);
    expect(record.counts.succeeded).toBe(2);
  });

  test.each([
    ['does not know the list', 404],
    ['refuses the list', 405],
    ['has no list', 501],
  ])('a provider that %s is sent the part again', async (_name, status) => {
    const { world, batchId } = await started(2);
    let creates = 0;
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before' && (creates += 1) === 1) throw answered(429);
      if (call === 'findJobs') throw answered(status);
    };
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(world.provider.jobs).toHaveLength(1);
    const holds = record.events.flatMap(({ kind, data }) => (kind === 'hold_began' ? [data.hold.kind] : []));
    expect(holds, 'a script would stop at what needs a person').toEqual(['rate_limit']);
  });

  test.each([404, 409, 501])(
    'is used though the list answers %d for a moment, as if there was none',
    async (status) => {
      const { world, batchId } = await started(2);
      const { clock } = world;
      const readableAt = clock.now().getTime() + 60_000;
      world.provider.disturb = (call, moment) => {
        if (call === 'createJob' && moment === 'after') throw answered(429);
        if (call === 'findJobs' && clock.now().getTime() < readableAt) throw answered(status);
      };
      expect((await world.run(batchId)).counts.succeeded).toBe(2);
      expect(world.provider.jobs).toHaveLength(1);
    },
  );

  test('by a provider that had forgotten the file is looked for by the old file before another is uploaded', async () => {
    const { world, batchId } = await started(2);
    const createJob = world.provider.createJob.bind(world.provider);
    // Nothing but the file tells whose job it is.
    world.provider.createJob = (input) => createJob({ ...input, token: '' });
    refuseAfterCommit(world, () => answered(404));
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
    expect([world.provider.jobs.length, world.provider.files.size]).toEqual([1, 1]);
  });

  test('is not asked about where nothing was refused', async () => {
    const { world, batchId } = await started();
    const calls: string[] = [];
    world.provider.disturb = (call) => calls.push(call);
    await world.run(batchId);
    expect(calls).not.toContain('findJobs');
  });
});

describe('an attempt that was refused', () => {
  async function refused(refusal: () => ProviderError): Promise<{ world: BatchWorld; batchId: string }> {
    const { world, batchId } = await started(2);
    refuseAfterCommit(world, refusal);
    await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    return { world, batchId };
  }

  test('is not taken back when the provider has made its job all the same', async () => {
    const { world, batchId } = await refused(() => answered(401));
    expect(await withdrawAttempt(world.ctx, { batchId, token })).toBe(false);
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
    expect(world.provider.jobs).toHaveLength(1);
  });

  test('is not taken back while nobody can say whether its job was made', async () => {
    const { world, batchId } = await refused(() => answered(401));
    world.provider.disturb = (call) => {
      if (call === 'findJobs') throw answered(401);
    };
    expect(await withdrawAttempt(world.ctx, { batchId, token })).toBe(false);
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });

  test('is taken back by a provider that has no list', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw answered(401);
      if (call === 'findJobs') throw answered(404);
    };
    await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    expect(await withdrawAttempt(world.ctx, { batchId, token })).toBe(true);
  });

  test('is taken back when the list shows that nothing was made', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw answered(401);
    };
    await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    expect(await withdrawAttempt(world.ctx, { batchId, token })).toBe(true);
    expect((await world.load(batchId)).attempts).toHaveLength(0);
  });
});

describe('a job that nobody has seen yet of a refused part', () => {
  test('that is taken back is found later and cancelled, and told in the next attempt', async () => {
    const { world, batchId } = await started(2);
    world.provider.listLagMs = 150_000;
    refuseAfterCommit(world, () => answered(401));
    await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    expect(await withdrawAttempt(world.ctx, { batchId, token })).toBe(true);
    await startBatch(world.ctx, { batchId, token: 'token-of-another-page' });
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelling', 'completed']);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(({ code }) => code)).toEqual(['job_made_twice']);
  });

  test('that is deleted is found and cancelled before the batch is gone', async () => {
    const { world, batchId } = await started(2);
    refuseAfterCommit(world, () => answered(401));
    await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    await removeBatch(world.ctx, { batchId });
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelled']);
  });

  test('that is deleted is not waited for where the list needs a person', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'findJobs' || (call === 'createJob' && moment === 'after')) throw answered(401);
    };
    await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    await removeBatch(world.ctx, { batchId });
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
  });
});

test('a part that a person has sent again is looked for once more before it leaves', async () => {
  const { world, batchId } = await started(2);
  world.provider.listLagMs = 150_000;
  let isFirst = true;
  world.provider.disturb = (call, moment) => {
    if (call !== 'createJob' || moment !== 'after' || !isFirst) return;
    isFirst = false;
    throw providerError('unavailable', true);
  };
  const record = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.kind === 'job_in_doubt' });
  world.clock.advance(60_000);
  await resolveJob(world.ctx, { batchId, jobId: record.attempts[0]?.jobs[0]?.id, decision: 'send_again' });
  expect((await world.run(batchId)).counts.succeeded).toBe(2);
  expect(world.provider.jobs).toHaveLength(1);
});
