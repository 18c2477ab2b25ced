import { PgBoss } from 'pg-boss';
import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { ConnectionSettings } from '#lib/contracts/connection-store.ts';
import type { Clock, Context } from '#lib/contracts/context.ts';
import { createQueues, slotsOf } from '#lib/jobs/queues.ts';
import { startWorker } from '#lib/jobs/start-worker.ts';
import { createTaskQueue } from '#lib/jobs/task-queue.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { FakeProvider } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();
const slowConnection = 'slow';
const hangingBatches = 8;

/** Waits a tenth of what it is asked for. */
const hurriedClock: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(ms / 10, signal),
};

/** Answers nothing until the worker breaks the call off. */
function hang({ signal }: { readonly signal?: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('The operation was aborted.')));
  });
}

type Hanging = (provider: FakeProvider, onCall: () => void) => void;

const inUploads: Hanging = (provider, onCall) => {
  provider.uploadFile = (input: { readonly content: Blob; readonly signal?: AbortSignal }) => {
    onCall();
    return hang(input);
  };
};

const inLooks: Hanging = (provider, onCall) => {
  provider.getJob = (input: { readonly jobId: string; readonly signal?: AbortSignal }) => {
    onCall();
    return hang(input);
  };
};

const inDownloads: Hanging = (provider, onCall) => {
  provider.downloadFile = async function* download(input: { readonly fileId: string; readonly signal?: AbortSignal }) {
    onCall();
    yield await hang(input);
  };
};

function withSlowConnection(world: BatchWorld, slow: FakeProvider, boss: PgBoss): Context {
  const { ctx } = world;
  return world.context({
    connections: {
      ...ctx.connections,
      findSettings: async (id): Promise<ConnectionSettings | null> => {
        const known = await ctx.connections.findSettings('connection1');
        return known === null ? null : { ...known, id };
      },
    },
    providers: { forConnection: (id) => Promise.resolve(id === slowConnection ? slow : world.provider) },
    tasks: createTaskQueue(boss),
    clock: hurriedClock,
    timing: { ...ctx.timing, pollMs: 50 },
  });
}

test.each([
  ['uploads', inUploads, slotsOf.submit],
  ['looks at jobs', inLooks, slotsOf.poll],
  ['downloads', inDownloads, slotsOf.collect],
] as const)('a provider that hangs in its %s does not hold up another connection', async (_name, hangs, slots) => {
  const world = createBatchWorld();
  let calls = 0;
  const slow = new FakeProvider(world.clock);
  hangs(slow, () => (calls += 1));
  const boss = new PgBoss({ connectionString: database.url });
  await boss.start();
  await createQueues(boss);
  for (const kind of Object.keys(slotsOf)) await boss.deleteAllJobs(`langbatch-${kind}`);
  const ctx = withSlowConnection(world, slow, boss);
  const begin = async (connectionId: string): Promise<string> => {
    const batchId = await world.draft(1);
    await startBatch(ctx, { batchId, token: `token-of-${batchId}`, connectionId });
    return batchId;
  };
  const worker = await startWorker({
    boss,
    context: ctx,
    beat: () => Promise.resolve(),
    maintain: () => Promise.resolve(),
  });
  try {
    for (let number = 0; number < hangingBatches; number += 1) await begin(slowConnection);
    await expect.poll(() => calls, { timeout: 20_000 }).toBe(slots.perConnection);
    const healthy = await begin('connection1');
    await expect
      .poll(async () => (await world.load(healthy)).counts, { timeout: 30_000 })
      .toMatchObject({ succeeded: 1, pending: 0 });
    expect(calls).toBe(slots.perConnection);
  } finally {
    await worker.stop();
  }
});
