import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { submitJob } from '#lib/batch/steps/submit-job.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold, deriveStatus } from '#lib/record/status.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const token = 'token-of-the-page';

async function started(requests = 7): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(requests);
  await startBatch(world.ctx, { batchId, token });
  return { world, batchId };
}

/** A process that dies at its nth sign of life: from then on nothing that it does has any effect. */
function mortalContext(world: BatchWorld, dieAt: number): { ctx: Context; signs: () => number; isDead: () => boolean } {
  let signs = 0;
  const live = (): void => {
    signs += 1;
    if (signs >= dieAt) throw new Error('killed');
  };
  const { storage } = world;
  const ctx = world.context({
    storage: {
      ...storage,
      async saveBatch(record, version) {
        live();
        const saved = await storage.saveBatch(record, version);
        live();
        return saved;
      },
    },
  });
  world.provider.disturb = live;
  return { ctx, signs: () => signs, isDead: () => signs >= dieAt };
}

/**
 * Where the process died between the commit of `sending` and the create call, only a person can know that
 * there is no job.
 */
async function runAskingAPerson(world: BatchWorld, batchId: string): Promise<BatchRecord> {
  const record = await world.run(batchId);
  const doubtful = record.attempts.at(-1)?.jobs.find((job) => job.hold?.kind === 'job_in_doubt');
  if (doubtful === undefined) return record;
  const made = world.provider.jobs.filter((job) => job.token === doubtful.token);
  expect(made.map(({ id }) => id)).toEqual(doubtful.refusedProviderIds);
  await resolveJob(world.ctx, { batchId, jobId: doubtful.id, decision: 'send_again' });
  return runAskingAPerson(world, batchId);
}

/** Runs a batch until its process dies at the sign `dieAt`, and to the end in another one. */
async function killAndGoOn(
  begin: () => Promise<{ readonly world: BatchWorld; readonly batchId: string }>,
  dieAt: number,
): Promise<{ readonly world: BatchWorld; readonly record: BatchRecord }> {
  const { world, batchId } = await begin();
  const mortal = mortalContext(world, dieAt);
  await world.run(batchId, { ctx: mortal.ctx, isEnough: () => mortal.isDead() }).catch(() => undefined);
  world.provider.disturb = () => undefined;
  world.clock.advance(world.ctx.timing.leaseMs);
  return { world, record: await runAskingAPerson(world, batchId) };
}

describe('nothing is paid for twice', () => {
  test('a process killed at any point and started again makes exactly one provider job a part', async () => {
    const { world: undisturbed, batchId: whole } = await started();
    const counter = mortalContext(undisturbed, Number.POSITIVE_INFINITY);
    await undisturbed.run(whole, { ctx: counter.ctx });
    const signs = counter.signs();
    expect(signs).toBeGreaterThan(40);

    for (let dieAt = 1; dieAt <= signs; dieAt += 1) {
      const { world, record } = await killAndGoOn(started, dieAt);
      expect(record.counts, `killed at ${dieAt}`).toEqual({
        total: 7,
        pending: 0,
        succeeded: 7,
        failed: 0,
        missing: 0,
      });
      expect(
        world.provider.jobs.map((job) => job.requests.length).toSorted((a, b) => a - b),
        `killed at ${dieAt}`,
      ).toEqual([1, 3, 3]);
    }
  });

  test('a process killed at any point of a batch that waits for room and is cut sends every request exactly once', async () => {
    const startLimited = async (): Promise<{ world: BatchWorld; batchId: string }> => {
      const begun = await started(4);
      begun.world.provider.tokenLimit = 20;
      return begun;
    };
    const { world: undisturbed, batchId: whole } = await startLimited();
    const counter = mortalContext(undisturbed, Number.POSITIVE_INFINITY);
    expect((await undisturbed.run(whole, { ctx: counter.ctx })).events.map(({ kind }) => kind)).toContain('part_cut');
    const signs = counter.signs();
    expect(signs).toBeGreaterThan(80);

    for (let dieAt = 1; dieAt <= signs; dieAt += 1) {
      const { world, record } = await killAndGoOn(startLimited, dieAt);
      expect(record.counts, `killed at ${dieAt}`).toMatchObject({ total: 4, pending: 0, succeeded: 4, missing: 0 });
      const taken = world.provider.jobs.filter(({ status }) => status !== 'failed');
      const ids = taken.flatMap(({ requests }) => requests.map(({ customId }) => customId));
      expect(ids.toSorted(), `killed at ${dieAt}`).toEqual(['r1', 'r2', 'r3', 'r4']);
    }
  });

  test('a create call whose answer got lost is found again in the list, not repeated', async () => {
    const { world, batchId } = await started(2);
    let isFirst = true;
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob' || moment !== 'after' || !isFirst) return;
      isFirst = false;
      throw providerError('unavailable', true);
    };
    const record = await world.run(batchId);
    expect(world.provider.jobs).toHaveLength(1);
    expect(record.counts.succeeded).toBe(2);
    expect(record.events.map((event) => event.kind)).toContain('job_adopted');
  });

  test('of two jobs with our token the older is kept and the other cancelled', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob' || moment !== 'after' || world.provider.jobs.length !== 1) return;
      const [job] = world.provider.jobs;
      if (job !== undefined) world.provider.jobs.push({ ...job, id: 'batch_copy' });
      throw providerError('unavailable', true);
    };
    const record = await world.run(batchId);
    expect(record.attempts[0]?.jobs[0]?.providerId).toBe('batch_1');
    expect(world.provider.jobs[1]?.status).toBe('cancelling');
  });

  test('a file that was uploaded anew, as the provider had forgotten it, is what a lost job is looked for by', async () => {
    const { world, batchId } = await started();
    const creates = new Map<string, number>();
    world.provider.disturb = (call, moment) => {
      if (call !== 'createJob') return;
      const count = (creates.get(moment) ?? 0) + 1;
      creates.set(moment, count);
      if (moment === 'before' && count === 1) throw providerError('not_found', false);
      if (moment === 'after' && count === 1) throw providerError('unavailable', true);
    };
    const record = await world.run(batchId);
    expect(record.events.map(({ kind }) => kind)).toContain('job_adopted');
    expect(record.attempts[0]?.jobs.map(({ fileId }) => fileId)).not.toContain(null);
    expect(world.provider.jobs).toHaveLength(record.attempts[0]?.jobs.length ?? 0);
  });

  test('a job that may exist but is not listed is put before a person and never sent again by itself', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw providerError('unavailable', true);
    };
    const record = await world.run(batchId);
    const hold = deriveHold(record);
    expect(hold?.kind).toBe('job_in_doubt');
    expect(hold === null ? '' : holdText(hold)).toContain('its list of jobs does not show one. It was not sent again');
    expect(world.provider.jobs).toHaveLength(0);

    world.provider.disturb = () => undefined;
    const jobId = record.attempts[0]?.jobs[0]?.id;
    await resolveJob(world.ctx, { batchId, jobId, decision: 'look_again' });
    expect(deriveHold(await world.run(batchId))?.kind).toBe('job_in_doubt');
    await resolveJob(world.ctx, { batchId, jobId, decision: 'send_again' });
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
    expect(world.provider.jobs).toHaveLength(1);
  });

  test.each([
    ['404', providerError('not_found', false)],
    ['405', providerError('rejected', false)],
    ['403', providerError('not_allowed', false)],
    ['401', providerError('key_refused', false)],
    ['503', providerError('unavailable', false)],
  ])('a job that may exist is put before a person too where the list answers %s', async (_name, failure) => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw providerError('unavailable', true);
      if (call === 'findJobs') throw failure;
    };
    const begunAt = world.clock.now().getTime();
    const record = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.kind === 'job_in_doubt' });
    expect(deriveHold(record)).toMatchObject({ code: 'job_in_doubt', facts: { listFault: { kind: failure.kind } } });
    expect(world.clock.now().getTime() - begunAt).toBeLessThan(60 * 60_000);
    await resolveJob(world.ctx, { batchId, jobId: record.attempts[0]?.jobs[0]?.id, decision: 'give_up' });
    expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, missing: 2 });
  });

  test('a job given up leaves its requests missing, ready to be retried', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw providerError('unavailable', true);
    };
    const record = await world.run(batchId);
    await resolveJob(world.ctx, { batchId, jobId: record.attempts[0]?.jobs[0]?.id, decision: 'give_up' });
    expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, missing: 2 });
  });

  test('the same token starts once, another one is refused', async () => {
    const { world, batchId } = await started(2);
    await expect(startBatch(world.ctx, { batchId, token })).resolves.toEqual({ attempt: 1, requests: 2 });
    await expect(startBatch(world.ctx, { batchId, token: 'token-of-another-page' })).rejects.toThrow(
      'has been started already',
    );
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });

  test('two workers on one batch at once make one job a part', async () => {
    const { world, batchId } = await started();
    const both = [world.context(), world.context()];
    await Promise.all(both.map((ctx) => world.run(batchId, { ctx })));
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(7);
    expect(world.provider.jobs).toHaveLength(3);
  });

  test('a worker that lost its lease cannot settle the job', async () => {
    const { world, batchId } = await started(2);
    const isPrepared = (record: BatchRecord): boolean => record.attempts[0]?.jobs[0]?.stage === 'prepared';
    const [task] = dueTasks(await world.run(batchId, { isEnough: isPrepared }));
    if (task === undefined) throw new Error('Nothing is due.');
    const theirs = { owner: 'somebody else', until: '2026-11-22T00:00:00.000Z' };
    const upload = world.provider.uploadFile.bind(world.provider);
    world.provider.uploadFile = async (input) => {
      const uploaded = await upload(input);
      await updateBatch(world.ctx, batchId, (draft) => {
        for (const job of draft.attempts[0]?.jobs ?? []) job.lease = theirs;
      });
      return uploaded;
    };

    await expect(submitJob(world.ctx, { batchId, jobId: task.jobId ?? '' })).rejects.toThrow('has taken over the work');
    const [job] = (await world.load(batchId)).attempts[0]?.jobs ?? [];
    expect(job).toMatchObject({ stage: 'prepared', fileId: null, failures: 0, lease: theirs });
    expect(world.provider.jobs).toHaveLength(0);
  });
});

describe('a refused or unreachable provider loses nothing', () => {
  test('a refused key holds the batch until a new one works', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = () => {
      throw providerError('key_refused', false);
    };
    const held = await world.run(batchId, { isEnough: (record) => deriveHold(record) !== null });
    expect(deriveHold(held)).toMatchObject({ kind: 'key_refused' });
    expect(deriveStatus(held)).toBe('queued');
    world.provider.disturb = () => undefined;
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
  });

  test('a create call that surely did not happen is repeated', async () => {
    const { world, batchId } = await started(2);
    let refusals = 3;
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before' && refusals-- > 0) throw providerError('rate_limited', false);
    };
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(deriveHold(record)).toBeNull();
    expect(world.provider.jobs).toHaveLength(1);
  });

  test('a rejected part ends as failed with the reason, and its requests are missing', async () => {
    const { world, batchId } = await started(2);
    world.provider.disturb = (call, moment) => {
      if (call === 'createJob' && moment === 'before') throw providerError('rejected', false);
    };
    const record = await world.run(batchId);
    expect(deriveStatus(record)).toBe('failed');
    expect(record.counts.missing).toBe(2);
    expect(record.attempts[0]?.jobs[0]?.refusal).toMatchObject({ code: 'call_refused', facts: { provider: 'Fake' } });
  });

  test('polling and collecting go on after any number of failures', async () => {
    const { world, batchId } = await started();
    let calls = 0;
    world.provider.disturb = (call, moment) => {
      calls += 1;
      if (moment === 'before' && ['getJob', 'downloadFile', 'uploadFile'].includes(call) && calls % 4 !== 0) {
        throw providerError('unavailable', true);
      }
    };
    expect((await world.run(batchId)).counts.succeeded).toBe(7);
    expect(world.provider.jobs).toHaveLength(3);
  });
});

describe('a status that we do not know', () => {
  test('is shown as running, kept word for word and looked at again', async () => {
    const { world, batchId } = await started(2);
    world.provider.unknownWord = 'pondering';
    const unknown = await world.run(batchId, {
      isEnough: (record) => record.attempts[0]?.jobs[0]?.providerStatus === 'pondering',
    });
    expect(deriveStatus(unknown)).toBe('in_progress');
    world.provider.unknownWord = null;
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
  });

  test('is given up after two weeks, not followed for ever', async () => {
    const { world, batchId } = await started(2);
    world.provider.unknownWord = 'pondering';
    await world.run(batchId, { isEnough: (record) => record.attempts[0]?.jobs[0]?.stage === 'sent' });
    world.clock.advance(14 * 24 * 60 * 60 * 1000);
    const record = await world.run(batchId);
    expect(deriveStatus(record)).toBe('failed');
    expect(record.counts.missing).toBe(2);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText).join(' ')).toContain('“pondering”');
  });
});

describe('cancelling', () => {
  test('parts that were not sent never are, sent ones are cancelled at the provider and their answers kept', async () => {
    const { world, batchId } = await started();
    await world.run(batchId, { isEnough: (record) => record.attempts[0]?.jobs[0]?.stage === 'sent' });
    await cancelBatch(world.ctx, { batchId });
    const record = await world.run(batchId);
    expect(deriveStatus(record)).toBe('cancelled');
    expect(world.provider.jobs).toHaveLength(1);
    expect(record.counts).toEqual({ total: 7, pending: 0, succeeded: 3, failed: 0, missing: 4 });
  });

  test('a draft and a finished batch say why they cannot be cancelled', async () => {
    const { world, batchId } = await started(2);
    await world.run(batchId);
    await expect(cancelBatch(world.ctx, { batchId })).rejects.toThrow('has finished already');
    await expect(cancelBatch(world.ctx, { batchId: await world.draft(1) })).rejects.toThrow('not been started yet');
  });
});
