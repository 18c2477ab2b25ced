import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { inputIndexKey } from '#lib/batch/store/file-keys.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { type Answer, failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const halfFails: Answer = (request, job) =>
  Number(request.customId.slice(1)) % 2 === 0
    ? { errors: failedLine(request.customId, 500, 'server_error') }
    : succeed(request, job);

/** Six requests in two parts, of which every second one failed. */
async function finished() {
  const world = createBatchWorld();
  world.provider.answer = halfFails;
  const batchId = await world.draft(6);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const record = await world.run(batchId);
  const cut = async (key: string, bytes: number): Promise<void> => {
    const whole = await buffer(world.ctx.files.read(key));
    await world.ctx.files.write(key, Readable.from([whole.subarray(0, whole.length - bytes)]));
  };
  return { world, batchId, record, cut };
}

const kinds = ['results.jsonl', 'results.csv', 'results.xlsx', 'errors.jsonl', 'failed-requests.jsonl'];

describe.each(kinds)('%s', (kind) => {
  test('ends with an error when the table of a part has lost rows', async () => {
    const { world, batchId, record, cut } = await finished();
    await cut(record.attempts[0]?.jobs[1]?.outcomesKey ?? '', 40);
    await expect(world.download(batchId, kind)).rejects.toMatchObject({ code: 'storage_failed' });
  });

  test('ends with an error when the list of requests is short', async () => {
    const { world, batchId, record, cut } = await finished();
    const key = inputIndexKey(record.input);
    const lines = (await buffer(world.ctx.files.read(key))).toString().trimEnd().split('\n');
    await cut(key, (lines.at(-1)?.length ?? 0) + 1);
    await expect(world.download(batchId, kind)).rejects.toThrow('so this file is not whole');
  });

  test('ends with an error when a part is not named any more', async () => {
    const { world, batchId } = await finished();
    await updateBatch(world.ctx, batchId, (draft) => {
      draft.attempts[0]?.jobs.pop();
    });
    await expect(world.download(batchId, kind)).rejects.toMatchObject({ code: 'storage_failed' });
  });
});

test('failed-requests.jsonl ends with an error when the input file is short', async () => {
  const { world, batchId, record, cut } = await finished();
  await cut(record.input.key, 10);
  await expect(world.download(batchId, 'failed-requests.jsonl')).rejects.toMatchObject({ code: 'storage_failed' });
});

test('a result line whose file is gone is never left out in silence', async () => {
  const { world, batchId } = await finished();
  await updateBatch(world.ctx, batchId, (draft) => {
    for (const job of draft.attempts[0]?.jobs ?? []) job.errors = null;
  });
  await expect(world.download(batchId, 'errors.jsonl')).rejects.toMatchObject({ code: 'storage_failed' });
});

test('a retry whose frozen list was cut sends nothing, and the page says why', async () => {
  const { world, batchId, cut } = await finished();
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'failed' } };
  expect(await retryBatch(world.ctx, retry)).toEqual({ attempt: 2, requests: 3 });
  const jobs = world.provider.jobs.length;
  const { attempts } = await world.load(batchId);
  await cut(attempts[1]?.selectionKey ?? '', 4);
  const { hold } = await world.run(batchId, { isEnough: ({ hold: now }) => now !== null });
  expect(hold?.facts).toEqual({ fault: { code: 'requests_differ', facts: { expected: 3, found: 2 } } });
  expect(world.provider.jobs).toHaveLength(jobs);
});
