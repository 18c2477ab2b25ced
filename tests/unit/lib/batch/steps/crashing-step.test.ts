import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { tryNow } from '#lib/batch/commands/try-now.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { createTurns } from '#lib/batch/store/create-turns.ts';
import { makeDueNow } from '#lib/batch/upkeep/make-due-now.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { deriveHold } from '#lib/record/status.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

async function ended(): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: (record) => record.attempts[0]?.jobs[0]?.stage === 'ended' });
  return { world, batchId };
}

/** A process that ends in the middle of collecting: nothing that it does afterwards has any effect. */
async function crash(world: BatchWorld, batchId: string): Promise<void> {
  let isDead = false;
  const { storage } = world;
  const saveBatch: typeof storage.saveBatch = (record, version) =>
    isDead ? Promise.reject(new Error('killed')) : storage.saveBatch(record, version);
  const ctx = world.context({ storage: { ...storage, saveBatch } });
  world.provider.disturb = (call) => {
    if (call !== 'downloadFile') return;
    isDead = true;
    throw new Error('killed');
  };
  for (const task of dueTasks(await world.load(batchId))) await runTask(ctx, task).catch(() => undefined);
  world.provider.disturb = () => undefined;
  world.clock.advance(world.ctx.timing.leaseMs * 2);
}

test.each([
  ['presses Try now', ({ ctx }: BatchWorld, batchId: string) => tryNow(ctx, { batchId })],
  ['asks from a script', ({ ctx }: BatchWorld, batchId: string) => makeDueNow(ctx, batchId, { sends: true })],
])('a step that ended its process three times is not begun again until a person %s', async (_name, sayGoOn) => {
  const { world, batchId } = await ended();
  for (let times = 0; times < 3; times += 1) await crash(world, batchId);
  const record = await world.run(batchId);
  expect(deriveHold(record)).toMatchObject({ code: 'step_crashes', facts: { step: 'collect', starts: 3 } });
  expect(record.attempts[0]?.jobs[0]?.stage).toBe('ended');
  expect(await wakeHeldBatches(world.ctx, 'connection1')).toBe(0);

  await sayGoOn(world, batchId);
  const after = await world.run(batchId);
  expect(after.counts.succeeded).toBe(2);
  expect([after.hold, after.attempts[0]?.jobs[0]?.unfinishedStarts]).toEqual([null, null]);
});

test('a step that comes back in whatever way counts for nothing', async () => {
  const { world, batchId } = await ended();
  for (let times = 0; times < 2; times += 1) await crash(world, batchId);
  let failures = 5;
  world.provider.disturb = (call) => {
    if (call === 'downloadFile' && failures-- > 0) throw new Error('A step that fails.');
  };
  expect((await world.run(batchId)).counts.succeeded).toBe(2);
});

/**
 * Processes that collect all that is due at once; one ends as soon as it has the answers of `r1`. Others take
 * longer.
 */
async function collectInProcesses(world: BatchWorld, batchId: string, processes: number): Promise<void> {
  const { storage, provider } = world;
  const download = provider.downloadFile.bind(provider);
  for (let process = 0; process < processes; process += 1) {
    let isDead = false;
    const saveBatch: typeof storage.saveBatch = (record, version) =>
      isDead ? Promise.reject(new Error('killed')) : storage.saveBatch(record, version);
    provider.downloadFile = async function* downloadFile(input) {
      const [content = new Uint8Array()] = await Array.fromAsync(download(input));
      const isPoison = Buffer.from(content).includes('"r1"');
      for (let turns = 0; turns < (isPoison ? 20 : 200); turns += 1) await new Promise(setImmediate);
      isDead ||= isPoison;
      if (isDead) throw new Error('killed');
      yield content;
    };
    const ctx = world.context({ storage: { ...storage, saveBatch }, turns: createTurns() });
    const tasks = dueTasks(await world.load(batchId));
    await Promise.allSettled(tasks.map((task) => runTask(ctx, task)));
    world.clock.advance(world.ctx.timing.leaseMs * 2);
  }
}

test('a long step that ran beside the one that ends its process is not held with it', async () => {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 2 };
  const batchId = await world.draft(4);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, {
    isEnough: ({ attempts }) =>
      attempts[0]?.isSplit === true && attempts[0].jobs.every(({ stage }) => stage === 'sent'),
  });
  for (let looks = 0; looks < 2; looks += 1) {
    world.clock.advance(60 * 60_000);
    for (const task of dueTasks(await world.load(batchId))) await runTask(world.ctx, task);
  }
  expect(dueTasks(await world.load(batchId)).map(({ kind }) => kind)).toEqual(['collect', 'collect']);
  await collectInProcesses(world, batchId, 8);
  const jobs = (await world.load(batchId)).attempts[0]?.jobs ?? [];
  expect(jobs.map(({ stage, hold }) => [stage, hold?.code])).toEqual([
    ['ended', 'step_crashes'],
    ['collected', undefined],
  ]);
});
