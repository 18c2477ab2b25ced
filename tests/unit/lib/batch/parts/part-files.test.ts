import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { splitAttempt } from '#lib/batch/steps/split-attempt.ts';
import { submitJob } from '#lib/batch/steps/submit-job.ts';
import { withdrawAttempt } from '#lib/batch/steps/withdraw-attempt.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { AppError, StorageError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { ManualClock } from '#tests/fakes/manual-clock.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const isSplit = (record: BatchRecord): boolean => record.attempts.at(-1)?.isSplit === true;

async function partFiles(world: BatchWorld, batchId: string): Promise<readonly string[]> {
  return (await Array.fromAsync(world.ctx.files.list?.(`batches/${batchId}/jobs/`) ?? [])).toSorted();
}

function namedFiles(record: BatchRecord): readonly string[] {
  return record.attempts
    .flatMap(({ jobs }) => jobs)
    .flatMap(({ payload, manifestKey, output, errors, outcomesKey }) => [
      payload.key,
      manifestKey,
      output?.key,
      errors?.key,
      outcomesKey,
    ])
    .filter((key) => key != null)
    .toSorted();
}

describe('a worker that is still splitting an attempt which was taken back', () => {
  /** A batch of which everything failed, and a worker that is slow at the disk with an attempt to retry it all. */
  async function splittingSlowly() {
    const world = createBatchWorld();
    world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 429, 'rate_limit_exceeded') });
    const batchId = await world.draft(4);
    await startBatch(world.ctx, { batchId, token: 'token-number-1' });
    await world.run(batchId);
    await retryBatch(world.ctx, { batchId, token: 'token-number-2', scope: { kind: 'all' } });
    const [started, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const { files } = world.storage;
    const slowly: typeof files.write = async (...written) => {
      started.resolve(undefined);
      await goOn.promise;
      return files.write(...written);
    };
    const clock = new ManualClock();
    clock.advanceTo(world.clock.now());
    const slow = world.context({ clock, files: { ...files, write: slowly } });
    const splitting = splitAttempt(slow, { batchId }).catch((error: unknown) =>
      AppError.is(error) ? error.code : error,
    );
    await started.promise;
    world.clock.advanceTo(new Date(world.clock.now().getTime() + world.ctx.timing.leaseMs + 1));
    expect(await withdrawAttempt(world.ctx, { batchId, token: 'token-number-2' })).toBe(true);
    const finish = async (): Promise<unknown> => {
      goOn.resolve(undefined);
      return splitting;
    };
    return { world, batchId, finish };
  }

  test('changes nothing about the attempt that has its number now', async () => {
    const { world, batchId, finish } = await splittingSlowly();
    world.provider.answer = succeed;
    const before = world.provider.jobs.length;
    const scope = { kind: 'custom_ids', customIds: ['r4'] };
    await retryBatch(world.ctx, { batchId, token: 'token-number-3', scope });
    await world.run(batchId, { isEnough: isSplit });
    expect(await finish()).toBe('conflict');
    const record = await world.run(batchId);
    const sent = world.provider.jobs.slice(before).flatMap(({ requests }) => requests.map(({ customId }) => customId));
    expect(sent).toEqual(['r4']);
    expect(record.counts).toEqual({ total: 4, pending: 0, succeeded: 1, failed: 3, missing: 0 });
  });

  test('leaves no file behind', async () => {
    const { world, batchId, finish } = await splittingSlowly();
    await finish();
    expect(await partFiles(world, batchId)).toEqual(namedFiles(await world.load(batchId)));
  });
});

test('splitting that breaks off in the middle leaves no file behind, and done again it works', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(7);
  await startBatch(world.ctx, { batchId, token: 'token-number-1' });
  let writes = 0;
  const { files } = world.storage;
  const full: typeof files.write = async (...written) => {
    writes += 1;
    if (writes === 4) throw new StorageError('The disk is full.');
    return files.write(...written);
  };
  await expect(splitAttempt(world.context({ files: { ...files, write: full } }), { batchId })).rejects.toThrow('full');
  expect(await partFiles(world, batchId)).toEqual([]);
  const record = await world.run(batchId);
  expect(record.counts.succeeded).toBe(7);
  expect(await partFiles(world, batchId)).toEqual(namedFiles(record));
  expect(record.attempts[0]?.jobs.map(({ lines }) => lines)).toEqual([
    { first: 1, last: 3 },
    { first: 4, last: 6 },
    { first: 7, last: 7 },
  ]);
});

describe('a part whose file is not what was written', () => {
  test.each([
    ['of another length', (content: string) => `${content}{}\n`],
    ['of the same length', (content: string) => content.replace('Hello', 'Jello')],
  ])('%s is never sent', async (_, change) => {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    await startBatch(world.ctx, { batchId, token: 'token-number-1' });
    const [job] = (await world.run(batchId, { isEnough: isSplit })).attempts[0]?.jobs ?? [];
    if (job === undefined) throw new Error('There is no job.');
    const content = Buffer.concat(await Array.fromAsync(world.ctx.files.read(job.payload.key))).toString();
    await world.ctx.files.write(job.payload.key, Readable.from([Buffer.from(change(content))]));
    await expect(submitJob(world.ctx, { batchId, jobId: job.id })).rejects.toThrow(StorageError);
    expect(world.provider.files.size).toBe(0);
    await world.ctx.files.write(job.payload.key, Readable.from([Buffer.from(content)]));
    expect((await world.run(batchId)).counts.succeeded).toBe(2);
  });
});

test('a job that an earlier version has written goes on with the files that its record names', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-number-1' });
  const [job] = (await world.run(batchId, { isEnough: isSplit })).attempts[0]?.jobs ?? [];
  if (job === undefined) throw new Error('There is no job.');
  const folder = `batches/${batchId}/attempts/1/part-1`;
  const older = { payload: `${folder}/payload.jsonl`, manifest: `${folder}/manifest.jsonl` };
  await world.ctx.files.write(older.payload, world.ctx.files.read(job.payload.key));
  await world.ctx.files.write(older.manifest, world.ctx.files.read(job.manifestKey));
  await world.ctx.files.removeAll(`batches/${batchId}/jobs/`);
  await updateBatch(world.ctx, batchId, ({ attempts }) => {
    for (const each of attempts.flatMap(({ jobs }) => jobs)) {
      each.payload.key = older.payload;
      each.manifestKey = older.manifest;
      each.lines = null;
    }
  });
  const record = await world.run(batchId);
  expect(record.counts.succeeded).toBe(2);
  expect(await partFiles(world, batchId)).toEqual([
    `batches/${batchId}/jobs/${job.id}/outcomes.bin`,
    `batches/${batchId}/jobs/${job.id}/output.jsonl`,
  ]);
});
