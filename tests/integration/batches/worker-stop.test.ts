import { PgBoss } from 'pg-boss';
import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Clock } from '#lib/contracts/context.ts';
import { createQueues } from '#lib/jobs/queues.ts';
import { startWorker } from '#lib/jobs/start-worker.ts';
import { createTaskQueue } from '#lib/jobs/task-queue.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();

/** Waits a hundredth of what it is asked for. */
const hurriedClock: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
};

test('a worker that stops breaks a long step off, gives its lease back and loses nothing', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });

  const uploading = Promise.withResolvers<void>();
  const upload = world.provider.uploadFile.bind(world.provider);
  const endless = ({ signal }: { readonly content: Blob; readonly signal?: AbortSignal }): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('The operation was aborted.')));
      uploading.resolve();
    });
  world.provider.uploadFile = endless;
  const boss = new PgBoss({ connectionString: database.url });
  await boss.start();
  await createQueues(boss);
  const worker = await startWorker({
    boss,
    context: world.context({ tasks: createTaskQueue(boss), clock: hurriedClock }),
    beat: () => Promise.resolve(),
    maintain: () => Promise.resolve(),
  });
  await uploading.promise;
  await worker.stop();

  const [job] = (await world.load(batchId)).attempts[0]?.jobs ?? [];
  expect(job).toMatchObject({ stage: 'prepared', failures: 0, hold: null, lease: null });
  world.provider.uploadFile = upload;
  expect((await world.run(batchId)).counts.succeeded).toBe(2);
});
