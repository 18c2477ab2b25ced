import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { updateConnection } from '#lib/connections/update-connection.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { errorsOfJob } from '#lib/record/job-errors.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold, deriveStatus } from '#lib/record/status.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { holdText, formatUtc } from '#lib/shared/words/hold-texts.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

/** A started batch whose requests have 8 tokens each, by our count and the provider's. */
async function started(requests: number, change: (world: BatchWorld) => void) {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 100 };
  change(world);
  const batchId = await world.draft(requests);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId };
}

function limited(world: BatchWorld, maxEnqueuedTokens: number): void {
  world.provider.limits = { ...world.provider.limits, maxEnqueuedTokens };
  world.provider.tokenLimit = maxEnqueuedTokens;
}

function jobsOf(record: BatchRecord): readonly JobRecord[] {
  return record.attempts.at(-1)?.jobs ?? [];
}

function refusals(world: BatchWorld): number {
  return world.provider.jobs.filter(({ status }) => status === 'failed').length;
}

/** The custom_ids of all jobs that the provider took, in the order in which they came. */
function sentIds(world: BatchWorld): readonly string[] {
  return world.provider.jobs
    .filter(({ status }) => status !== 'failed')
    .flatMap(({ requests }) => requests.map(({ customId }) => customId));
}

const allIds = (requests: number): readonly string[] => Array.from({ length: requests }, (_, index) => `r${index + 1}`);

describe('a connection that says how many tokens it may have enqueued', () => {
  test('gets parts that fit, in order, and never refuses one', async () => {
    const { world, batchId } = await started(20, (each) => limited(each, 40));
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 20, missing: 0 });
    expect(jobsOf(record).map(({ tokens }) => tokens)).toEqual([32, 32, 32, 32, 32]);
    expect(refusals(world)).toBe(0);
    expect(sentIds(world)).toEqual(allIds(20));
    expect(await world.download(batchId, 'results.jsonl')).toMatch(/^.*"r1".*\n.*"r2".*\n/);
  });

  test('is used by several parts at once where they fit beside each other', async () => {
    const { world, batchId } = await started(20, (each) => {
      limited(each, 80);
      each.provider.limits = { ...each.provider.limits, maxRequestsPerJob: 4 };
    });
    const record = await world.run(batchId, {
      isEnough: (each) => jobsOf(each).filter(({ stage }) => stage === 'sent').length === 2,
    });
    expect(jobsOf(record).map(({ stage, hold }) => hold?.kind ?? stage)).toContain('sent');
    expect((await world.run(batchId)).counts.succeeded).toBe(20);
    expect(refusals(world)).toBe(0);
  });

  test('lets no two workers take the same room', async () => {
    const { world, batchId } = await started(20, (each) => limited(each, 40));
    await Promise.all([world.context(), world.context(), world.context()].map((ctx) => world.run(batchId, { ctx })));
    expect((await world.run(batchId)).counts.succeeded).toBe(20);
    expect(refusals(world)).toBe(0);
    expect(sentIds(world)).toHaveLength(20);
  });

  test('gives the room to who takes it first, though both saw it while they uploaded', async () => {
    const { world, batchId } = await started(8, (each) => {
      limited(each, 80);
      each.provider.limits = { ...each.provider.limits, maxRequestsPerJob: 4 };
    });
    const prepared = await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
    limited(world, 40);
    const [first, second] = dueTasks(prepared);
    if (first === undefined || second === undefined) throw new Error('Two parts are due.');
    const upload = world.provider.uploadFile.bind(world.provider);
    world.provider.uploadFile = async (input) => {
      world.provider.uploadFile = upload;
      await runTask(world.context(), second);
      return upload(input);
    };
    await runTask(world.ctx, first);
    const record = await world.load(batchId);
    expect(jobsOf(record).map(({ stage, hold }) => [stage, hold?.kind])).toEqual([
      ['uploaded', 'token_limit'],
      ['sent', undefined],
    ]);
    expect(world.provider.jobs).toHaveLength(1);
    expect((await world.run(batchId)).counts.succeeded).toBe(8);
    expect(refusals(world)).toBe(0);
  });

  test('sends the next part as soon as one has ended, not by the clock', async () => {
    const { world, batchId } = await started(8, (each) => limited(each, 40));
    const startedAt = world.clock.now().getTime();
    await world.run(batchId);
    expect(world.clock.now().getTime() - startedAt).toBeLessThan(5 * 60_000);
  });

  test('shows the wait at the parts, and at the batch only when nothing goes on', async () => {
    const { world, batchId } = await started(12, (each) => limited(each, 40));
    const record = await world.run(batchId, {
      isEnough: (each) => jobsOf(each)[0]?.stage === 'sent',
    });
    expect(deriveStatus(record)).toBe('in_progress');
    expect(deriveHold(record)).toBeNull();
    expect(sayHold(jobsOf(record)[1]?.hold)).toMatch(
      /^Fake accepts 40 enqueued tokens at once\. Next try at \d\d:\d\d UTC, or as soon as another part has ended\.$/,
    );
    expect(sayHold(jobsOf(record)[2]?.hold)).toBe(
      'Fake accepts 40 enqueued tokens at once. The parts before it go first.',
    );
    const told = (await world.run(batchId)).events.filter(({ kind }) => kind.startsWith('hold_'));
    expect(told.map(({ kind }) => kind)).toEqual(['hold_began', 'hold_ended']);
  });

  test('sends a single request over the limit alone, as the count is an estimate', async () => {
    const { world, batchId } = await started(3, (each) => {
      each.provider.limits = { ...each.provider.limits, maxEnqueuedTokens: 5 };
    });
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(3);
    expect(jobsOf(record)).toHaveLength(3);
  });
});

describe('a provider that refuses a part for its tokens', () => {
  test('is understood: the limit is read, what is too large is cut, everything is answered once', async () => {
    const { world, batchId } = await started(20, (each) => {
      each.provider.tokenLimit = 40;
    });
    const record = await world.run(batchId);
    expect(record.counts).toEqual({ total: 20, pending: 0, succeeded: 20, failed: 0, missing: 0 });
    expect(record.tokenLimit).toBe(40);
    expect(refusals(world)).toBe(1);
    expect(sentIds(world)).toEqual(allIds(20));
    expect(jobsOf(record).map(({ part }) => part)).toEqual([2, 3, 4, 5, 6]);
    expect(record.attempts).toHaveLength(1);
    const cut = record.events.find(({ kind }) => kind === 'part_cut');
    expect(cut?.data).toEqual({ part: 1, pieces: 5, first: 2, last: 6 });
    expect(record.events.map(({ kind }) => kind)).not.toContain('job_adopted');
  });

  test('gets the part again with the same file while others of the account fill the room', async () => {
    const { world, batchId } = await started(4, (each) => {
      each.provider.tokenLimit = 1000;
      each.provider.foreignTokens = 1000;
    });
    const waiting = await world.run(batchId, { isEnough: () => refusals(world) === 3 });
    await world.run(batchId, { isEnough: (each) => jobsOf(each)[0]?.stage === 'uploaded' });
    const job = jobsOf(await world.load(batchId))[0];
    expect(job).toMatchObject({ providerId: null, failures: 0, tokens: 32, tokenRefusals: 3, fileId: 'file-1' });
    expect(job?.refusedProviderIds).toEqual(['batch_1', 'batch_2', 'batch_3']);
    expect(deriveStatus(waiting)).toMatch(/queued|validating/);
    expect(sayHold(deriveHold(await world.load(batchId)))).toMatch(
      /^Fake accepts 1,000 enqueued tokens at once\. Next try at \d\d:\d\d UTC\.$/,
    );
    world.provider.foreignTokens = 0;
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(4);
    expect(world.provider.files.size).toBe(1);
    expect(record.events.map(({ kind }) => kind).filter((kind) => kind !== 'checked')).toEqual([
      'created',
      'started',
      'job_sent',
      'hold_began',
      'hold_ended',
      'job_running',
      'job_ended',
      'job_collected',
      'finished',
    ]);
  });

  test('is asked again after a minute, then ever more seldom, at most every quarter of an hour', async () => {
    const { world, batchId } = await started(1, (each) => {
      each.provider.tokenLimit = 1000;
      each.provider.foreignTokens = 1000;
    });
    const times: number[] = [];
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') times.push(world.clock.now().getTime());
    };
    await world.run(batchId, { isEnough: () => times.length === 9 });
    const minutes = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 60_000);
    [1, 2, 4, 8, 15, 15, 15, 15].forEach((most, index) => {
      expect(minutes[index]).toBeGreaterThan(most * 0.75 - 0.1);
      expect(minutes[index]).toBeLessThan(most + 1);
    });
  });

  test('that refuses the create call itself is waited for too', async () => {
    let left = 3;
    const { world, batchId } = await started(2, (each) => {
      each.provider.disturb = (call, moment) => {
        if (call !== 'createJob' || moment !== 'before' || left-- <= 0) return;
        throw providerError('rejected', false, { code: 'token_limit_exceeded', message: 'Limit: 50 enqueued tokens.' });
      };
    });
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(record.tokenLimit).toBe(50);
    expect(jobsOf(record)[0]).toMatchObject({ refusedProviderIds: [], tokenRefusals: 3 });
  });

  test('without saying its limit gets smaller parts after four lone refusals, until they fit', async () => {
    const { world, batchId } = await started(20, (each) => {
      each.provider.tokenLimit = 50;
      each.provider.sayFull = () => ({ code: 'token_limit_exceeded', message: 'Full.', param: null, line: null });
    });
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(20);
    expect(sentIds(world).toSorted()).toEqual(allIds(20).toSorted());
    expect(Math.max(...jobsOf(record).map(({ tokens }) => tokens ?? Infinity))).toBeLessThanOrEqual(50);
    expect(refusals(world)).toBeLessThan(30);
  });

  test('is not sent what its refused job was sent as, should the create call’s answer get lost', async () => {
    const { world, batchId } = await started(2, (each) => {
      each.provider.tokenLimit = 1000;
      each.provider.foreignTokens = 1000;
    });
    await world.run(batchId, { isEnough: (each) => jobsOf(each)[0]?.tokenRefusals === 1 });
    world.provider.foreignTokens = 0;
    let isFirst = true;
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob' || moment !== 'after' || !isFirst) return;
      isFirst = false;
      throw providerError('unavailable', true);
    };
    const record = await world.run(batchId);
    expect(jobsOf(record)[0]).toMatchObject({ providerId: 'batch_2', refusedProviderIds: ['batch_1'] });
    expect(world.provider.jobs).toHaveLength(2);
    expect(record.counts.succeeded).toBe(2);
  });
});

test('any batch under any limits sends every request once and gives one result in input order', async () => {
  const shapes = fc.record({
    requests: fc.integer({ min: 1, max: 15 }),
    tokenLimit: fc.integer({ min: 8, max: 100 }),
    isLimitKnown: fc.boolean(),
    maxRequestsPerJob: fc.integer({ min: 1, max: 6 }),
    workers: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(shapes, async ({ requests, tokenLimit, isLimitKnown, maxRequestsPerJob, workers }) => {
      const { world, batchId } = await started(requests, ({ provider }) => {
        provider.tokenLimit = tokenLimit;
        const maxEnqueuedTokens = isLimitKnown ? tokenLimit : null;
        provider.limits = { ...provider.limits, maxEnqueuedTokens, maxRequestsPerJob };
      });
      await Promise.all(Array.from({ length: workers }, () => world.run(batchId, { ctx: world.context() })));
      const record = await world.run(batchId);
      expect(record.counts).toMatchObject({ total: requests, succeeded: requests });
      expect(sentIds(world).toSorted()).toEqual(allIds(requests).toSorted());
      expect(isLimitKnown ? refusals(world) : 0).toBe(0);
      const results = (await world.download(batchId, 'results.jsonl')).trimEnd().split('\n');
      expect(results.map((line) => /"custom_id":"(\w+)"/.exec(line)?.[1])).toEqual(allIds(requests));
    }),
    { numRuns: 40 },
  );
});

describe('another token limit entered for the connection', () => {
  test('counts at once, whatever a refusal told before', async () => {
    const { world, batchId } = await started(12, (each) => {
      each.provider.tokenLimit = 40;
    });
    await world.run(batchId, { isEnough: (record) => jobsOf(record).some(({ stage }) => stage === 'sent') });
    await world.run(batchId, { isEnough: (record) => jobsOf(record).filter(({ hold }) => hold !== null).length === 2 });
    expect((await world.load(batchId)).tokenLimit).toBe(40);
    limited(world, 400);
    const limits = { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: 400 };
    await updateConnection(world.ctx, { id: 'connection1', limits });
    const before = await world.load(batchId);
    expect(before.tokenLimit).toBeNull();
    const record = await world.run(batchId, {
      isEnough: (each) => jobsOf(each).filter(({ stage }) => stage === 'sent').length === 3,
    });
    expect(jobsOf(record).map(({ stage }) => stage)).toEqual(['sent', 'sent', 'sent']);
    expect((await world.run(batchId)).counts.succeeded).toBe(12);
  });
});

describe('a single request that never fits', () => {
  test('fails with the reason when it is over the limit', async () => {
    const world = createBatchWorld();
    world.provider.tokenLimit = 40;
    world.provider.tokensOf = ({ customId }) => (customId === 'long' ? 108 : 8);
    const batchId = await world.draft([chatLine('long', 'word '.repeat(100)), chatLine('short')]);
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 1, missing: 1, pending: 0 });
    expect(refusals(world)).toBe(2);
    expect(jobsOf(record)[0]).toMatchObject({ status: 'failed', tokens: 108, hold: null });
    const [job] = jobsOf(record);
    expect(job?.refusal).toEqual({ code: 'over_token_limit', facts: { provider: 'Fake', tokens: 108, limit: 40 } });
    expect(jobsOf(record).slice(0, 1).flatMap(errorsOfJob)).toEqual([
      {
        code: 'token_limit_exceeded',
        message:
          'This request alone has about 108 prompt tokens, and Fake accepts 40 at once. Shorten it, or ask for a higher limit there.',
        param: null,
        line: null,
      },
    ]);
  });

  test('fails after two days when the provider counts more in it than we do', async () => {
    const { world, batchId } = await started(5, ({ provider }) => {
      provider.tokenLimit = 40;
      provider.tokensOf = ({ customId }) => (customId === 'r3' ? 60 : 8);
    });
    const startedAt = world.clock.now().getTime();
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 4, missing: 1, pending: 0 });
    expect(world.clock.now().getTime() - startedAt).toBeGreaterThan(48 * 60 * 60_000);
    const failed = jobsOf(record).find(({ status }) => status === 'failed');
    expect(failed?.refusal).toMatchObject({ code: 'never_room' });
  });
});

describe('while a part waits for room', () => {
  async function waiting() {
    const { world, batchId } = await started(12, (each) => limited(each, 40));
    await world.run(batchId, { isEnough: (record) => jobsOf(record)[0]?.stage === 'sent' });
    return { world, batchId };
  }
  test('cancelling ends it unsent and keeps what was sent', async () => {
    const { world, batchId } = await waiting();
    await cancelBatch(world.ctx, { batchId });
    const record = await world.run(batchId);
    expect(deriveStatus(record)).toBe('cancelled');
    expect(record.counts).toEqual({ total: 12, pending: 0, succeeded: 4, failed: 0, missing: 8 });
    expect(world.provider.jobs).toHaveLength(1);
  });

  test('cancelling a part that is just being refused ends it too', async () => {
    const { world, batchId } = await started(2, ({ provider }) => {
      provider.tokenLimit = 8;
    });
    await world.run(batchId, { isEnough: (record) => jobsOf(record)[0]?.stage === 'sent' });
    const cancelJob = world.provider.cancelJob.bind(world.provider);
    const refused: Provider['cancelJob'] = async (input) => {
      await world.provider.getJob(input);
      return cancelJob(input);
    };
    world.provider.cancelJob = refused;
    await cancelBatch(world.ctx, { batchId });
    const cancelledAt = world.clock.now().getTime();
    const record = await world.run(batchId);
    expect(deriveStatus(record)).toBe('cancelled');
    expect(record.counts).toMatchObject({ pending: 0, missing: 2 });
    expect(refusals(world)).toBe(1);
    expect(world.clock.now().getTime() - cancelledAt).toBeLessThan(30_000);
    expect(jobsOf(record)).toHaveLength(1);
  });

  test('deleting removes it', async () => {
    const { world, batchId } = await waiting();
    await removeBatch(world.ctx, { batchId });
    for (let turn = 0; turn < 3 && (await world.storage.loadBatch(batchId)) !== null; turn += 1)
      await world.run(batchId).catch(() => undefined);
    expect(await world.storage.loadBatch(batchId)).toBeNull();
  });
});

function sayHold(hold: Hold | null | undefined): string {
  return hold == null ? 'no hold' : holdText(hold, formatUtc);
}
