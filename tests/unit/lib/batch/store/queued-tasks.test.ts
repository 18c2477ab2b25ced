import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { enqueueOpenBatches } from '#lib/batch/upkeep/enqueue-open-batches.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { Task } from '#lib/record/due-tasks.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { JobStage } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { failedLine, providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

interface Case {
  readonly world: BatchWorld;
  readonly batchId: string;
}

const token = 'token-of-the-page';
const content = (): AsyncIterable<Uint8Array> => new Blob([`${chatLine('r1')}\n`]).stream();

async function draft(requests = 2): Promise<Case> {
  const world = createBatchWorld();
  return { world, batchId: await world.draft(requests) };
}

async function started(requests = 2): Promise<Case> {
  const begun = await draft(requests);
  await startBatch(begun.world.ctx, { batchId: begun.batchId, token });
  return begun;
}

/** A started batch whose first job has come to `stage`. */
async function arrived(stage: JobStage, requests = 2): Promise<Case> {
  const begun = await started(requests);
  await begun.world.run(begun.batchId, { isEnough: (record) => firstStage(record) === stage });
  return begun;
}

function firstStage(record: BatchRecord): JobStage | undefined {
  return record.attempts[0]?.jobs[0]?.stage;
}

async function next({ world, batchId }: Case): Promise<Task> {
  const [task] = dueTasks(await world.load(batchId));
  if (task === undefined) throw new Error('Nothing is due.');
  world.clock.advanceTo(task.dueAt);
  return task;
}

/** Does the step that is due. */
async function step(begun: Case): Promise<void> {
  await runTask(begun.world.ctx, await next(begun));
}

function refuse(world: BatchWorld, wanted: string, kind: 'key_refused' | 'unavailable'): void {
  world.provider.disturb = (call, moment) => {
    if (call === wanted && moment === 'before') throw providerError(kind, wanted === 'createJob');
  };
}

/** A batch that is cancelled while its job is being looked at. */
async function cancelDuringPoll(begun: Case): Promise<void> {
  const getJob = begun.world.provider.getJob.bind(begun.world.provider);
  begun.world.provider.getJob = async (input) => {
    await cancelBatch(begun.world.ctx, { batchId: begun.batchId });
    return getJob(input);
  };
  await step(begun);
}

/** The step breaks on our side, as for a full disk. */
async function breakStep(begun: Case): Promise<void> {
  begun.world.provider.uploadFile = () => Promise.reject(new Error('Something broke.'));
  await step(begun);
}

async function inDoubt(): Promise<Case> {
  const begun = await started();
  refuse(begun.world, 'createJob', 'unavailable');
  await begun.world.run(begun.batchId);
  begun.world.provider.disturb = () => undefined;
  return begun;
}

async function held(): Promise<Case> {
  const begun = await arrived('prepared');
  refuse(begun.world, 'uploadFile', 'key_refused');
  await step(begun);
  return begun;
}

async function failed(): Promise<Case> {
  const begun = await started();
  begun.world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  await begun.world.run(begun.batchId);
  return begun;
}

async function decide({ world, batchId }: Case, decision: string): Promise<void> {
  const jobId = (await world.load(batchId)).attempts[0]?.jobs[0]?.id;
  await resolveJob(world.ctx, { batchId, jobId, decision });
}

const now = 'now';
const rows: readonly (readonly [
  name: string,
  prepare: () => Promise<Case>,
  act: (begun: Case) => Promise<unknown>,
  tasks: readonly (readonly [kind: Task['kind'], due: 'now' | 'later'])[],
])[] = [
  [
    'creating a batch',
    draft,
    ({ world }) => createBatch(world.ctx, { inputName: 'a.jsonl', content: content(), isListed: true }),
    [['check', now]],
  ],
  [
    'replacing the file',
    draft,
    ({ world, batchId }) => replaceInput(world.ctx, { batchId, inputName: 'b.jsonl', content: content() }),
    [['check', now]],
  ],
  ['renaming', draft, ({ world, batchId }) => renameBatch(world.ctx, { batchId, name: 'Other' }), []],
  ['starting', draft, ({ world, batchId }) => startBatch(world.ctx, { batchId, token }), [['split', now]]],
  [
    'cutting into three parts',
    () => started(7),
    step,
    [
      ['submit', now],
      ['submit', now],
      ['submit', now],
    ],
  ],
  ['sending a part', () => arrived('prepared'), step, [['poll', 'later']]],
  ['a refused key', () => arrived('prepared'), (begun) => refusedStep(begun), [['submit', 'later']]],
  ['a step that broke on our side', () => arrived('prepared'), breakStep, [['submit', 'later']]],
  ['a look at a job that runs', () => arrived('sent'), step, [['poll', 'later']]],
  ['a look at a job that has ended', () => ranOnce(), step, [['collect', now]]],
  ['a cancel during a look', () => arrived('sent'), cancelDuringPoll, [['cancel', now]]],
  ['collecting the last job', () => arrived('ended'), step, []],
  [
    'cancelling with one part sent and two not',
    () => arrived('sent', 7),
    ({ world, batchId }) => cancelBatch(world.ctx, { batchId }),
    [
      ['cancel', now],
      ['collect', now],
      ['collect', now],
    ],
  ],
  [
    'a cancel that the provider took',
    async () => {
      const begun = await arrived('sent');
      await cancelBatch(begun.world.ctx, { batchId: begun.batchId });
      return begun;
    },
    step,
    [['poll', 'later']],
  ],
  [
    'retrying',
    failed,
    ({ world, batchId }) =>
      retryBatch(world.ctx, { batchId, token: 'another token of the page', scope: { kind: 'unsuccessful' } }),
    [['split', now]],
  ],
  ['deleting', failed, ({ world, batchId }) => removeBatch(world.ctx, { batchId }), [['remove', now]]],
  ['a decision to look again', inDoubt, (begun) => decide(begun, 'look_again'), [['submit', now]]],
  [
    'a decision to send again',
    inDoubt,
    (begun) => decide(begun, 'send_again'),
    [
      ['submit', now],
      ['look_late', 'later'],
    ],
  ],
  [
    'a decision to give up',
    inDoubt,
    (begun) => decide(begun, 'give_up'),
    [
      ['collect', now],
      ['look_late', 'later'],
    ],
  ],
  ['a new key', held, ({ world }) => wakeHeldBatches(world.ctx, 'connection1'), [['submit', now]]],
];

async function refusedStep(begun: Case): Promise<void> {
  refuse(begun.world, 'uploadFile', 'key_refused');
  await step(begun);
}

/** The job runs; the next look finds it ended. */
async function ranOnce(): Promise<Case> {
  const begun = await arrived('sent');
  await step(begun);
  return begun;
}

describe('what a save queues, without the help of the sweep', () => {
  test.each(rows)('%s', async (_name, prepare, act, expected) => {
    const begun = await prepare();
    const before = begun.world.queued.length;
    await act(begun);
    const time = begun.world.clock.now();
    const tasks = begun.world.queued.slice(before);
    expect(tasks.map(({ kind, dueAt }) => [kind, dueAt > time ? 'later' : 'now'])).toEqual(expected);
  });
});

/**
 * A worker as fast as can be: it begins every task in the moment it is queued, which is before the step that queued it
 * is over. Without a sweep, so that a task it does nothing with is lost.
 */
function greedyWorker(world: BatchWorld): { readonly ctx: BatchWorld['ctx']; drain(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const waiting: Task[] = [];
  const begin = (task: Task): void => {
    const run = runTask(ctx, task).finally(() => running.delete(run));
    running.add(run);
  };
  const ctx = world.context({
    tasks: {
      enqueue: (tasks) => {
        for (const task of tasks) {
          if (task.dueAt <= world.clock.now()) begin(task);
          else waiting.push(task);
        }
        // What was begun is not waited for, but it comes as far as it can before the step goes on.
        return settle();
      },
    },
  });
  return {
    ctx,
    async drain() {
      for (;;) {
        while (running.size > 0) await Promise.all(running);
        waiting.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
        const task = waiting.shift();
        if (task === undefined) return;
        world.clock.advanceTo(task.dueAt);
        begin(task);
      }
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate);
}

describe('a worker that begins each task at once', () => {
  test('comes to the end of a batch with nobody looking for lost work', async () => {
    const { world, batchId } = await draft(7);
    const worker = greedyWorker(world);
    await startBatch(worker.ctx, { batchId, token });
    await worker.drain();
    expect((await world.load(batchId)).counts).toMatchObject({ pending: 0, succeeded: 7 });
  });

  test('comes to the end of a batch that waits for room at the provider', async () => {
    const { world, batchId } = await draft(7);
    world.provider.tokenLimit = 24;
    const worker = greedyWorker(world);
    await startBatch(worker.ctx, { batchId, token });
    await worker.drain();
    expect((await world.load(batchId)).counts).toMatchObject({ pending: 0, succeeded: 7 });
  });
});

describe('the sweep', () => {
  async function withLease(until: string): Promise<readonly Task[]> {
    const { world, batchId } = await arrived('sent');
    await updateBatch(world.ctx, batchId, (record) => {
      for (const job of record.attempts[0]?.jobs ?? []) job.lease = { owner: 'a worker', until };
    });
    const before = world.queued.length;
    await enqueueOpenBatches(world.ctx);
    return world.queued.slice(before);
  }

  test('leaves alone what somebody is at', async () => {
    expect(await withLease('2026-11-22T00:00:00.000Z')).toEqual([]);
  });

  test('brings back what a killed worker left', async () => {
    const tasks = await withLease('2026-11-21T00:00:00.000Z');
    expect(tasks.map(({ kind }) => kind)).toEqual(['poll']);
  });
});
