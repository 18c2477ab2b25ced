import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import type { Clock } from '#lib/contracts/context.ts';
import { drive } from '#lib/langbatch/drive.ts';
import { sendAttempt } from '#lib/langbatch/send-attempt.ts';
import { failedLine, providerError, succeed } from '#tests/fakes/fake-provider.ts';
import type { BatchWorld } from '#tests/support/batch-world.ts';
import {
  allRequests,
  answered,
  isAnswered,
  refuseAfterCommit,
  requestsOfJobs,
  started,
} from '#tests/support/refused-creates.ts';

describe('a retry of a part whose create call was refused', () => {
  const retry = { token: 'token-of-the-retry', scope: { kind: 'unsuccessful' } };

  /** The first part is refused after it was carried out, and the list shows its job after ten minutes only. */
  async function ended(): Promise<{ world: BatchWorld; batchId: string }> {
    const { world, batchId } = await started();
    world.provider.listLagMs = 10 * 60_000;
    refuseAfterCommit(world, () => answered(400));
    const record = await world.run(batchId, { isEnough: isAnswered });
    expect(record.counts).toMatchObject({ succeeded: 4, missing: 3 });
    return { world, batchId };
  }

  test('uses the job that was made of it all the same, and is taken back', async () => {
    const { world, batchId } = await ended();
    world.provider.listLagMs = 0;
    await retryBatch(world.ctx, { batchId, ...retry });
    const record = await world.run(batchId);
    expect(requestsOfJobs(world)).toEqual(allRequests);
    expect(record.counts).toEqual({ total: 7, pending: 0, succeeded: 7, failed: 0, missing: 0 });
    expect(record.curable).toBe(0);
    expect(record.attempts).toHaveLength(1);
    expect(record.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['attempt_withdrawn', 'job_adopted']));
    expect((await world.download(batchId, 'results.jsonl')).trim().split('\n')).toHaveLength(7);
  });

  test('lets that job run to its end, though the attempt before was cancelled', async () => {
    const { world, batchId } = await started();
    world.provider.listLagMs = 10 * 60_000;
    refuseAfterCommit(world, () => answered(400));
    await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.stage === 'collected' });
    await cancelBatch(world.ctx, { batchId });
    await world.run(batchId, { isEnough: isAnswered });
    world.provider.listLagMs = 0;
    await retryBatch(world.ctx, { batchId, token: retry.token, scope: { kind: 'lines', lines: [1, 2, 3] } });
    const record = await world.run(batchId);
    expect(world.provider.jobs[0]?.status).toBe('completed');
    expect(record).toMatchObject({ cancelRequestedAt: null, counts: { succeeded: 3 } });
  });

  test('uses it in the process of a script too', async () => {
    const { world, batchId } = await ended();
    world.provider.listLagMs = 0;
    await retryBatch(world.ctx, { batchId, ...retry });
    const record = await drive(world.ctx, batchId, { kinds: ['split', 'submit'], isEnough: () => false });
    expect(record.attempts).toHaveLength(1);
    expect(requestsOfJobs(world)).toEqual(allRequests);
  });

  test('does not keep a script for ever where the list is rate limited, and is taken back', async () => {
    const { world, batchId } = await ended();
    world.provider.disturb = (call) => {
      if (call === 'findJobs') throw providerError('rate_limited', false);
    };
    const sleep: Clock['sleep'] = async (ms, signal) => {
      // The lease is renewed less often than a script looks.
      if (ms > 2_000) await world.clock.sleep(ms, signal);
      else world.clock.advance(ms);
    };
    const ctx = world.context({ clock: { now: () => world.clock.now(), sleep } });
    const { token } = retry;
    const begin = () => retryBatch(ctx, { batchId, ...retry });
    const sending = sendAttempt(ctx, { batchId, token, begin, lastFailure: () => null, onChange: undefined });
    await expect(sending).rejects.toThrow(/rate limit.* Nothing was sent/);
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });

  test('waits for a list that cannot be had, and says why', async () => {
    const { world, batchId } = await ended();
    world.provider.listLagMs = 0;
    let lists = 0;
    world.provider.disturb = (call, moment) => {
      if (call === 'findJobs' && moment === 'before' && (lists += 1) <= 3) throw providerError('unavailable', true);
    };
    await retryBatch(world.ctx, { batchId, ...retry });
    const waiting = await world.run(batchId, { isEnough: ({ hold }) => hold !== null });
    expect(waiting).toMatchObject({ hold: { kind: 'provider_down' }, attempts: [{}, { isSplit: false }] });
    await world.run(batchId, { isEnough: ({ attempts }) => attempts.length === 1 });
    expect(lists).toBe(4);
    expect((await world.run(batchId)).counts.succeeded).toBe(7);
    expect(requestsOfJobs(world)).toEqual(allRequests);
  });

  test('asks once and goes on where nothing was made', async () => {
    const { world, batchId } = await started();
    let isFirst = true;
    const calls: string[] = [];
    world.provider.disturb = (call, moment) => {
      if (moment === 'after') return;
      calls.push(call);
      if (call !== 'createJob' || !isFirst) return;
      isFirst = false;
      throw answered(400);
    };
    await world.run(batchId);
    const before = calls.length;
    await retryBatch(world.ctx, { batchId, ...retry });
    expect((await world.run(batchId)).counts.succeeded).toBe(7);
    expect(calls.slice(before).filter((call) => call === 'findJobs')).toHaveLength(1);
    expect(requestsOfJobs(world)).toEqual(allRequests);
  });

  test('seconds after the refusal waits until the list shows what was made', async () => {
    const { world, batchId } = await started(2);
    world.provider.listLagMs = 10_000;
    refuseAfterCommit(world, () => answered(400));
    await world.run(batchId, { isEnough: isAnswered });
    await retryBatch(world.ctx, { batchId, ...retry });
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
    expect(world.provider.jobs).toHaveLength(1);
  });

  test.each([
    ['403', 10, () => answered(403)],
    ['404', 10, () => answered(404)],
    ['what cannot be read', 10, () => providerError('unreadable', false)],
    ['401', 100, () => answered(401)],
    ['503', 100, () => providerError('unavailable', false)],
  ])(
    'waits not for ever for a list that answers %s, and what appears later is cancelled',
    async (_name, minutes, failure) => {
      const { world, batchId } = await ended();
      world.provider.listLagMs = 0;
      const { disturb } = world.provider;
      world.provider.disturb = (call, moment) => {
        if (call === 'findJobs') throw failure();
        disturb(call, moment);
      };
      await retryBatch(world.ctx, { batchId, ...retry });
      const beganAt = world.clock.now().getTime();
      const record = await world.run(batchId, { isEnough: ({ counts }) => counts.succeeded === 7 });
      expect(world.clock.now().getTime() - beganAt).toBeLessThan(minutes * 60_000);
      const isHeld = record.events.some(({ kind }) => kind === 'hold_began');
      expect(isHeld, 'a script stops at what is held').toBe(minutes > 10);
      world.provider.disturb = disturb;
      await world.run(batchId);
      expect(world.provider.jobs[0]?.status).toBe('cancelling');
    },
  );

  test.each([
    ['was refused itself', { code: 'invalid_value', message: 'Bad file.', param: null, line: null }],
    ['found no room', { code: 'token_limit_exceeded', message: 'No room.', param: null, line: null }],
  ])('is not taken back for a job that %s', async (_name, error) => {
    const { world, batchId } = await ended();
    world.provider.listLagMs = 0;
    const [job] = world.provider.jobs;
    if (job !== undefined) Object.assign(job, { status: 'failed', errors: [error] });
    await retryBatch(world.ctx, { batchId, ...retry });
    const record = await world.run(batchId);
    expect(record.attempts).toHaveLength(2);
    expect(record.counts).toMatchObject({ succeeded: 7, missing: 0 });
    expect(world.provider.jobs).toHaveLength(4);
  });

  test('of an attempt before the last one goes on, and the job that was made is cancelled', async () => {
    const { world, batchId } = await ended();
    world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
    await retryBatch(world.ctx, { batchId, ...retry });
    await world.run(batchId, { isEnough: isAnswered });
    world.provider.listLagMs = 0;
    world.provider.answer = succeed;
    await retryBatch(world.ctx, { batchId, ...retry, token: 'token-of-the-next' });
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(7);
    expect(record.attempts).toHaveLength(3);
    expect(world.provider.jobs[0]?.status).toBe('cancelling');
  });
});
