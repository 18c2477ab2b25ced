import { expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { OutcomeTable, readOutcomeTable, writeOutcomeTable } from '#lib/batch/results/outcome-table.ts';
import { rulesVersion } from '#lib/batch/results/rules-version.ts';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { refreshOlderBatches } from '#lib/batch/upkeep/refresh-older-batches.ts';
import { type Answer, failedLine, resultLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';

const answers: Answer = ({ customId }) => {
  const choice = { finish_reason: 'length', message: { content: 'Ye' } };
  if (customId === 'r1') return { output: resultLine('r1', 200, { choices: [choice] }) };
  if (customId === 'r2')
    return { output: resultLine('r2', 200, { status: 'failed', error: { code: 'server_error' } }) };
  return customId === 'r3' ? { errors: failedLine('r3', 400, 'invalid_value') } : {};
};

/** A batch as the first rules judged it: by the status code alone, and nobody asked how an answer ended. */
async function judgedByOlderRules(): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 2 };
  world.provider.answer = answers;
  const batchId = await world.draft(4);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const { attempts } = await world.run(batchId);
  const key = attempts[0]?.jobs[0]?.outcomesKey ?? '';
  const table = await readOutcomeTable(world.ctx, key);
  const older = OutcomeTable.forLines(Uint32Array.of(1, 2));
  for (const at of [0, 1]) older.set(at, { ...table.get(at), outcome: 'succeeded', isCurable: false, ended: null });
  await writeOutcomeTable(world.ctx, key, older);
  await updateBatch(world.ctx, batchId, (draft) => {
    draft.counts = { total: 4, pending: 0, succeeded: 2, failed: 1, missing: 1 };
    draft.curable = 1;
    draft.endings = { cutOff: 0, refused: 0, empty: 0 };
    for (const job of draft.attempts[0]?.jobs ?? []) job.judgedBy = 1;
  });
  return { world, batchId };
}

async function outcomesIn(world: BatchWorld, batchId: string): Promise<string[]> {
  const rows = readCsv(await world.download(batchId, 'results.csv')).slice(1);
  return rows.map(([, outcome]) => outcome ?? '');
}

test('jobs judged by older rules are judged again from their stored files, without a call to the provider', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const before = await world.load(batchId);
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'succeeded', 'failed', 'missing']);
  world.provider.disturb = (call) => {
    throw new Error(`The provider was asked: ${call}`);
  };
  expect(await refreshOlderBatches(world.ctx)).toBe(1);
  const record = await world.load(batchId);
  expect(record).toMatchObject({
    counts: { total: 4, pending: 0, succeeded: 1, failed: 2, missing: 1 },
    curable: 2,
    endings: { cutOff: 1, refused: 0, empty: 0 },
    resultBytes: before.resultBytes,
  });
  expect(record.attempts[0]?.jobs.map(({ judgedBy }) => judgedBy)).toEqual([rulesVersion, rulesVersion]);
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'failed', 'failed', 'missing']);
  expect(await refreshOlderBatches(world.ctx)).toBe(0);
});

test('a refresh of what today’s rules judged changes nothing', async () => {
  const { world, batchId } = await judgedByOlderRules();
  await refreshOlderBatches(world.ctx);
  const before = await world.load(batchId);
  expect(await refreshBatch(world.ctx, { batchId, reason: 'asked' })).toBe(true);
  const { attempts: _, ...after } = await world.load(batchId);
  expect(before).toMatchObject(after);
});

test('a batch whose retry runs is refreshed when that has ended', async () => {
  const { world, batchId } = await judgedByOlderRules();
  await retryBatch(world.ctx, { batchId, token: 'token-of-the-retry', scope: { kind: 'missing' } });
  expect(await refreshOlderBatches(world.ctx)).toBe(0);
  await world.run(batchId);
  expect(await refreshOlderBatches(world.ctx)).toBe(1);
  expect((await world.load(batchId)).counts).toMatchObject({ succeeded: 1, failed: 2, missing: 1 });
});

test('broken off before its save, a refresh has changed no download', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const { storage } = world;
  const broken = world.context({
    storage: {
      ...storage,
      saveBatch: (record, version) =>
        record.counts.failed === 2 ? Promise.reject(new Error('Gone.')) : storage.saveBatch(record, version),
    },
  });
  await expect(refreshBatch(broken, { batchId, reason: 'older_rules' })).rejects.toThrow('Gone.');
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'succeeded', 'failed', 'missing']);
  expect(await refreshOlderBatches(world.ctx)).toBe(1);
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'failed', 'failed', 'missing']);
});
