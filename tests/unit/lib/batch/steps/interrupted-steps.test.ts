import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { CreateJobInput } from '#lib/contracts/provider.ts';
import type { Task } from '#lib/record/due-tasks.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { deriveHold } from '#lib/record/status.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/** A started batch of one part that waits to be sent. */
async function prepared(): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
  return { world, batchId };
}

async function nextTask(world: BatchWorld, batchId: string): Promise<Task> {
  const [task] = dueTasks(await world.load(batchId));
  if (task === undefined) throw new Error('Nothing is due.');
  world.clock.advanceTo(task.dueAt);
  return task;
}

async function onlyJob(world: BatchWorld, batchId: string): Promise<JobRecord> {
  const job = (await world.load(batchId)).attempts[0]?.jobs[0];
  if (job === undefined) throw new Error('There is no job.');
  return job;
}

/** What happens once, at the first call of this name. */
function once(world: BatchWorld, wanted: string, moment: 'before' | 'after', act: () => void): void {
  let isDone = false;
  world.provider.disturb = (call, when) => {
    if (isDone || call !== wanted || when !== moment) return;
    isDone = true;
    act();
  };
}

describe('a worker that stops in the middle of a step', () => {
  test('sends nothing more once it was told to stop, and nobody is asked about it', async () => {
    const { world, batchId } = await prepared();
    const stop = new AbortController();
    once(world, 'uploadFile', 'after', () => stop.abort());
    await runTask(world.context({ signal: stop.signal }), await nextTask(world, batchId));
    expect(await onlyJob(world, batchId)).toMatchObject({ stage: 'uploaded', failures: 0, hold: null, lease: null });
    expect(world.provider.jobs).toHaveLength(0);
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
  });

  test('does not break off a create call, whose answer says what was paid for', async () => {
    const { world, batchId } = await prepared();
    const stop = new AbortController();
    const inputs: CreateJobInput[] = [];
    const createJob = world.provider.createJob.bind(world.provider);
    world.provider.createJob = (input: CreateJobInput) => {
      inputs.push(input);
      stop.abort();
      return createJob(input);
    };
    await runTask(world.context({ signal: stop.signal }), await nextTask(world, batchId));
    expect(inputs.map(({ signal }) => signal?.aborted ?? false)).toEqual([false]);
    expect(await onlyJob(world, batchId)).toMatchObject({ stage: 'sent', providerId: 'batch_1', lease: null });
  });
});

describe('a worker that lost its lease', () => {
  test('notes no failure on what somebody else is at work on', async () => {
    const { world, batchId } = await prepared();
    const task = await nextTask(world, batchId);
    const theirs = { owner: 'somebody else', until: '2026-11-22T00:00:00.000Z' };
    let takeOver: Promise<unknown> = Promise.resolve();
    once(world, 'uploadFile', 'before', () => {
      takeOver = updateBatch(world.ctx, batchId, (draft) => {
        for (const job of draft.attempts[0]?.jobs ?? []) job.lease = theirs;
      });
    });
    const upload = world.provider.uploadFile.bind(world.provider);
    world.provider.uploadFile = async (input) => {
      await upload(input);
      await takeOver;
      world.clock.advance(world.ctx.timing.leaseMs / 3);
      // The renewal finds out; the call ends as one does whose signal was aborted.
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      throw new Error('The operation was aborted.');
    };
    await runTask(world.ctx, task);
    expect(await onlyJob(world, batchId)).toMatchObject({ failures: 0, hold: null, lease: theirs });
    expect(dueTasks(await world.load(batchId))).toEqual([task]);
  });
});

describe('a worker whose database is gone for a moment', () => {
  test('keeps its lease and goes on with what it does', async () => {
    const { world, batchId } = await prepared();
    const task = await nextTask(world, batchId);
    const { storage } = world;
    let isDown = false;
    let refusals = 0;
    const ctx = world.context({
      storage: {
        ...storage,
        async loadBatch(id) {
          if (!isDown) return storage.loadBatch(id);
          refusals += 1;
          throw new Error('The connection broke.');
        },
      },
    });
    const upload = world.provider.uploadFile.bind(world.provider);
    world.provider.uploadFile = async (input: { readonly content: Blob; readonly signal?: AbortSignal }) => {
      for (const isNowDown of [true, false]) {
        isDown = isNowDown;
        world.clock.advance(world.ctx.timing.leaseMs / 3);
        for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      }
      input.signal?.throwIfAborted();
      return upload(input);
    };
    await runTask(ctx, task);
    expect(refusals).toBe(1);
    expect(await onlyJob(world, batchId)).toMatchObject({ stage: 'sent', failures: 0, lease: null });
  });
});

describe('a cancel in the middle of a step', () => {
  test('does not wait for the upload of a part that will never be sent', async () => {
    const { world, batchId } = await prepared();
    const task = await nextTask(world, batchId);
    const upload = world.provider.uploadFile.bind(world.provider);
    world.provider.uploadFile = async (input) => {
      await cancelBatch(world.ctx, { batchId });
      const collect = await nextTask(world, batchId);
      expect(collect.kind).toBe('collect');
      await runTask(world.context(), collect);
      expect(await onlyJob(world, batchId)).toMatchObject({ stage: 'collected', status: 'cancelled' });
      return upload(input);
    };
    await runTask(world.ctx, task);
    const record = await world.load(batchId);
    expect(record.counts).toMatchObject({ pending: 0, missing: 2 });
    expect(record.attempts[0]?.jobs[0]).toMatchObject({ stage: 'collected', failures: 0, hold: null });
    expect(world.provider.jobs).toHaveLength(0);
  });

  test('reaches the provider at once, though the job was being looked at', async () => {
    const { world, batchId } = await prepared();
    await world.run(batchId, { isEnough: (record) => record.attempts[0]?.jobs[0]?.stage === 'sent' });
    const poll = await nextTask(world, batchId);
    const getJob = world.provider.getJob.bind(world.provider);
    world.provider.getJob = async (input) => {
      await cancelBatch(world.ctx, { batchId });
      return getJob(input);
    };
    await runTask(world.ctx, poll);
    const [next] = dueTasks(await world.load(batchId));
    expect(next).toMatchObject({ kind: 'cancel', dueAt: world.clock.now() });
  });
});

describe('a provider that says it knows nothing of a job or a file', () => {
  test('is believed only when it says so again and again, whatever failed before', async () => {
    const { world, batchId } = await prepared();
    let looks = 0;
    world.provider.disturb = (call, moment) => {
      if (call !== 'getJob' || moment !== 'before') return;
      looks += 1;
      if (looks <= 8) throw providerError('unavailable', false);
      if (looks === 9) throw providerError('not_found', false);
    };
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 2, missing: 0 });
    expect(record.attempts[0]?.jobs[0]?.warnings).toEqual([]);
  });

  test('does not cost the answers in a result file that was missed once after other failures', async () => {
    const { world, batchId } = await prepared();
    let tries = 0;
    world.provider.disturb = (call, moment) => {
      if (call !== 'downloadFile' || moment !== 'before') return;
      tries += 1;
      if (tries <= 8) throw providerError('unavailable', false);
      if (tries === 9) throw providerError('not_found', false);
    };
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 2, missing: 0 });
  });

  test('puts the job before a person after a quarter of an hour, and its answers are fetched when it is known again', async () => {
    const { world, batchId } = await unknownJob();
    world.provider.disturb = () => undefined;
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 2, missing: 0 });
    expect(record.attempts[0]?.jobs[0]?.hold).toBeNull();
    expect(world.provider.jobs).toHaveLength(1);
  });

  test('lets a person give the job up', async () => {
    const { world, batchId, jobId } = await unknownJob();
    await resolveJob(world.ctx, { batchId, jobId, decision: 'look_again' });
    const asked = await world.run(batchId, { isEnough: (record) => deriveHold(record)?.code === 'job_unknown' });
    expect(asked.counts.pending).toBe(2);
    await resolveJob(world.ctx, { batchId, jobId, decision: 'give_up' });
    const record = await world.run(batchId);
    expect(record).toMatchObject({ counts: { missing: 2 }, curable: 2 });
    expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText).join()).toContain('Job batch_1 was given up');
  });

  test('lets a person send its requests again, and then cancels the job where it still runs', async () => {
    const { world, batchId, jobId } = await unknownJob();
    await resolveJob(world.ctx, { batchId, jobId, decision: 'send_again' });
    world.provider.disturb = () => undefined;
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2 });
    expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelling', 'completed']);
  });

  async function unknownJob(): Promise<{ world: BatchWorld; batchId: string; jobId: string | undefined }> {
    const { world, batchId } = await prepared();
    world.provider.disturb = (call, moment) => {
      if (call === 'getJob' && moment === 'before') throw providerError('not_found', false);
    };
    const startedAt = world.clock.now().getTime();
    const record = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.code === 'job_unknown' });
    const tookMs = world.clock.now().getTime() - startedAt;
    expect(tookMs).toBeGreaterThanOrEqual(15 * 60_000);
    expect(tookMs).toBeLessThan(25 * 60_000);
    return { world, batchId, jobId: record.attempts[0]?.jobs[0]?.id };
  }
});
