import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { dueTasks, hasOpenWork } from '#lib/record/due-tasks.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold } from '#lib/record/status.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/** A started batch of parts of 32 tokens each, of which the provider takes one at a time. */
async function started(parts: number, maxEnqueuedTokens: number | null, maxRequestsPerJob = 4) {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob, maxEnqueuedTokens };
  world.provider.tokenLimit = 40;
  const batchId = await world.draft(parts * 4);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId, countSaves: countSaves(world) };
}

/** Counts the saves that `work` makes. */
function countSaves(world: BatchWorld): (work: () => Promise<unknown>) => Promise<number> {
  let saves = 0;
  const saveBatch = world.storage.saveBatch.bind(world.storage);
  world.storage.saveBatch = (record, version) => {
    saves += 1;
    return saveBatch(record, version);
  };
  return async (work) => {
    const before = saves;
    await work();
    return saves - before;
  };
}

/** The first create call is refused, and tells the limit. */
function refuseOnce({ provider }: BatchWorld): void {
  provider.disturb = (call, moment) => {
    if (call !== 'createJob' || moment !== 'before') return;
    provider.disturb = () => undefined;
    throw providerError('rejected', false, { code: 'token_limit_exceeded', message: 'Limit: 40 enqueued tokens.' });
  };
}

function jobsOf(record: BatchRecord): readonly JobRecord[] {
  return record.attempts.at(-1)?.jobs ?? [];
}

/** Does all that is due now but the looks at sent jobs. */
async function settle(world: BatchWorld, batchId: string): Promise<void> {
  for (;;) {
    const now = world.clock.now();
    const due = dueTasks(await world.load(batchId)).filter(({ kind, dueAt }) => kind !== 'poll' && dueAt <= now);
    if (due.length === 0) return;
    for (const task of due) await runTask(world.ctx, task);
  }
}

describe('a long line of parts that wait for room', () => {
  test.each([
    ['that stands since the split', 40, 4],
    ['that one refusal has made', null, 4],
    ['of pieces that were cut after a refusal', null, 1000],
  ])('%s costs as many saves as a short one, now and every quarter of an hour', async (_, limit, perPart) => {
    const costs = [];
    for (const parts of [5, 60]) {
      const { world, batchId, countSaves: count } = await started(parts, limit, perPart);
      if (limit === null) refuseOnce(world);
      const first = await count(async () => {
        await settle(world, batchId);
        // Until then the list may be behind, and nothing is cut.
        world.clock.advance(30_000);
        await settle(world, batchId);
      });
      expect(jobsOf(await world.load(batchId))).toHaveLength(parts);
      world.clock.advanceTo(new Date(world.clock.now().getTime() + 16 * 60_000));
      costs.push([first, await count(() => settle(world, batchId))]);
    }
    expect(costs[1]).toEqual(costs[0]);
  });

  test('has one task, shows at every part that it waits, and goes on part by part', async () => {
    const { world, batchId } = await started(6, 40);
    await settle(world, batchId);
    const record = await world.load(batchId);
    const [first, second, ...rest] = jobsOf(record);
    expect(dueTasks(record).map(({ kind, jobId }) => [kind, jobId])).toEqual([
      ['poll', first?.id],
      ['submit', second?.id],
    ]);
    expect([second, ...rest].map((job) => job?.hold?.kind)).toEqual(Array.from({ length: 5 }, () => 'token_limit'));
    expect((await world.run(batchId)).counts.succeeded).toBe(24);
    expect(world.provider.jobs).toHaveLength(6);
  });

  test('is no hold of the batch while its first part is just being sent', async () => {
    const { world, batchId } = await started(3, 40);
    const record = await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.isSplit === true });
    expect(jobsOf(record).map(({ hold }) => hold?.kind)).toEqual([undefined, 'token_limit', 'token_limit']);
    expect(deriveHold(record)).toBeNull();
  });

  test('goes on when the part in front waits for something else', async () => {
    const { world, batchId } = await started(3, 40);
    await settle(world, batchId);
    await updateBatch(world.ctx, batchId, (draft) => {
      const [, second] = draft.attempts[0]?.jobs ?? [];
      if (second?.hold != null) second.hold.kind = 'refused';
    });
    const record = await world.load(batchId);
    expect(dueTasks(record).map(({ jobId }) => jobId)).toEqual(jobsOf(record).map(({ id }) => id));
    expect((await world.run(batchId)).counts.succeeded).toBe(12);
  });

  test('is open work as long as anything waits, also where nothing is under way', async () => {
    const { world, batchId } = await started(3, 40);
    world.provider.foreignTokens = 1000;
    const record = await world.run(batchId, {
      isEnough: (each) => jobsOf(each).length > 1 && jobsOf(each).every(({ hold }) => hold?.kind === 'token_limit'),
    });
    expect(hasOpenWork(record)).toBe(true);
    world.provider.foreignTokens = 0;
    expect((await world.run(batchId)).counts.succeeded).toBe(12);
  });

  test('changes nothing for a late task of a part that is not first', async () => {
    const { world, batchId, countSaves: count } = await started(4, 40);
    await settle(world, batchId);
    const last = jobsOf(await world.load(batchId)).at(-1);
    world.clock.advanceTo(new Date(world.clock.now().getTime() + 60 * 60_000));
    const late = { kind: 'submit', batchId, jobId: last?.id ?? null, connectionId: null } as const;
    expect(await count(() => runTask(world.ctx, { ...late, dueAt: world.clock.now() }))).toBe(0);
  });
});

test('a record of an earlier version, in which every waiting part looks for itself, goes on', async () => {
  const { world, batchId } = await started(5, 40);
  await settle(world, batchId);
  await updateBatch(world.ctx, batchId, (draft) => {
    jobsOf(draft).forEach((job, index) => {
      job.lines = null;
      if (index === 3) job.hold = null;
    });
  });
  expect((await world.run(batchId)).counts.succeeded).toBe(20);
  expect(world.provider.jobs).toHaveLength(5);
});
