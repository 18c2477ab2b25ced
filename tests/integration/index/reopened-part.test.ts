import { afterEach, expect, test } from 'vitest';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { withdrawAttempt } from '#lib/batch/steps/withdraw-attempt.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold } from '#lib/record/status.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { failedLine, providerError, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const database = usePrismaDatabase();
const token = 'token-of-the-page';

afterEach(() => database.prisma.batch.deleteMany());

function makeWorld() {
  const { prisma, pool } = database;
  const index = createPostgresRequestIndex({ workspaceId: 'local', pool, log: silentLog });
  const storage = createPrismaBatchStorage({ workspaceId: 'local', prisma, files: createMemoryFiles(), index });
  const world = createBatchWorld(storage);
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: null };
  return { world, index };
}

type IndexedWorld = ReturnType<typeof makeWorld>;

/** Fails the first time that a job's results would be noted: what was written to the index by then stays. */
function breaksOnce(world: BatchWorld): { readonly ctx: Context; readonly hasBroken: () => boolean } {
  const { storage } = world;
  let hasBroken = false;
  const saveBatch: typeof storage.saveBatch = (record, version) => {
    if (hasBroken || stageOf(record) !== 'collected') return storage.saveBatch(record, version);
    hasBroken = true;
    return Promise.reject(new Error('The line to the database broke.'));
  };
  return { ctx: world.context({ storage: { ...storage, saveBatch } }), hasBroken: () => hasBroken };
}

function stageOf(record: BatchRecord): string | undefined {
  return record.attempts[0]?.jobs[0]?.stage;
}

/** The counters, the rows and the causes of the index say what the record says. Gives each request's outcome. */
async function expectAgreement({ world, index }: IndexedWorld, batchId: string): Promise<readonly string[]> {
  const { counts } = await world.load(batchId);
  expect(await index.countOutcomes(batchId)).toEqual(counts);
  const rows = (await index.findRequests(batchId, { limit: 100 })).items;
  expect(rows).toHaveLength(counts.total);
  for (const outcome of ['pending', 'succeeded', 'failed', 'missing'] as const)
    expect(rows.filter((row) => row.outcome === outcome)).toHaveLength(counts[outcome]);
  const causes = await index.listCauses(batchId);
  expect(causes.reduce((sum, { count }) => sum + count, 0)).toBe(counts.failed + counts.missing);
  expect(await getBatch(world.ctx, { batchId })).toMatchObject({ isIndexWrong: false });
  return rows.map(({ outcome, errorCode }) => errorCode ?? outcome);
}

test('a part that was given up is pending again when its job appears, and each of its answers counts once', async () => {
  const indexed = makeWorld();
  const { world } = indexed;
  const { provider } = world;
  provider.answer = (request, job) => {
    if (request.customId === 'r2') return { errors: failedLine('r2', 429, 'rate_limit_exceeded') };
    return request.customId === 'r3' ? {} : succeed(request, job);
  };
  provider.listLagMs = 150_000;
  provider.disturb = (call, moment) => {
    if (call === 'createJob' && moment === 'after') throw providerError('unavailable', true);
  };
  const batchId = await world.draft(4);
  await startBatch(world.ctx, { batchId, token });
  const doubt = await world.run(batchId, { isEnough: (record) => deriveHold(record)?.kind === 'job_in_doubt' });
  await resolveJob(world.ctx, { batchId, jobId: doubt.attempts[0]?.jobs[0]?.id, decision: 'give_up' });
  await world.run(batchId, { isEnough: (record) => stageOf(record) === 'collected' });
  expect(await expectAgreement(indexed, batchId)).toEqual(Array.from({ length: 4 }, () => 'given_up'));

  await world.run(batchId, { isEnough: (record) => stageOf(record) === 'sent' });
  expect(await expectAgreement(indexed, batchId)).toEqual(Array.from({ length: 4 }, () => 'pending'));

  const { ctx, hasBroken } = breaksOnce(world);
  const { counts } = await world.run(batchId, { ctx });
  expect(hasBroken()).toBe(true);
  expect(counts).toEqual({ total: 4, pending: 0, succeeded: 2, failed: 1, missing: 1 });
  expect(provider.jobs).toHaveLength(1);
  expect(await expectAgreement(indexed, batchId)).toEqual(['succeeded', 'rate_limit_exceeded', 'missing', 'succeeded']);
});

test('a start that is taken back leaves nothing in the index, even of a part that was being collected', async () => {
  const indexed = makeWorld();
  const { world } = indexed;
  let isRefused = true;
  world.provider.disturb = (call, moment) => {
    if (isRefused && call === 'createJob' && moment === 'before') throw providerError('rejected', false);
  };
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token });
  const { ctx, hasBroken } = breaksOnce(world);
  await world.run(batchId, { ctx, isEnough: hasBroken });
  expect(await withdrawAttempt(world.ctx, { batchId, token })).toBe(true);
  expect(await expectAgreement(indexed, batchId)).toEqual(['pending', 'pending']);

  isRefused = false;
  await startBatch(world.ctx, { batchId, token });
  await world.run(batchId);
  expect(await expectAgreement(indexed, batchId)).toEqual(['succeeded', 'succeeded']);
});
