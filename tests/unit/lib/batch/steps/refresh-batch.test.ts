import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { OutcomeTable, readOutcomeTable, writeOutcomeTable } from '#lib/batch/results/outcome-table.ts';
import { lookLate } from '#lib/batch/steps/look-late.ts';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { askForRefresh } from '#lib/batch/upkeep/ask-for-refresh.ts';
import { enqueueRefreshes } from '#lib/batch/upkeep/enqueue-refreshes.ts';
import type { Context } from '#lib/contracts/context.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { rulesVersion } from '#lib/record/rules-version.ts';
import { deriveHold } from '#lib/record/status.ts';
import { type Answer, failedLine, providerError, resultLine } from '#tests/fakes/fake-provider.ts';
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
  const record = await world.run(batchId);
  expect(record).toMatchObject({
    counts: { total: 4, pending: 0, succeeded: 1, failed: 2, missing: 1 },
    curable: 2,
    endings: { cutOff: 1, refused: 0, empty: 0 },
    resultBytes: before.resultBytes,
  });
  expect(record.attempts[0]?.jobs.map(({ judgedBy }) => judgedBy)).toEqual([rulesVersion, rulesVersion]);
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'failed', 'failed', 'missing']);
  expect(dueTasks(record)).toEqual([]);
});

test('a refresh of what today’s rules judged changes nothing', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const before = await world.run(batchId);
  await askForRefresh(world.ctx, batchId);
  expect(await refreshBatch(world.ctx, { batchId })).toBe(true);
  const { attempts: _, ...after } = await world.load(batchId);
  expect(before).toMatchObject(after);
});

test('a batch that was running when the rules changed is judged again as soon as it has ended', async () => {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: 2 };
  const batchId = await world.draft(4);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.stage === 'collected' });
  await updateBatch(world.ctx, batchId, ({ attempts }) =>
    attempts[0]?.jobs.slice(0, 1).forEach((job) => (job.judgedBy = 1)),
  );
  const { attempts } = await world.run(batchId);
  expect(attempts[0]?.jobs.map(({ judgedBy }) => judgedBy)).toEqual([rulesVersion, rulesVersion]);
  expect(world.queued.map(({ kind }) => kind)).toContain('refresh');
});

test('a worker that starts queues what had ended before the rules changed', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const before = world.queued.length;
  expect(await enqueueRefreshes(world.ctx)).toBe(1);
  expect(world.queued.slice(before)).toMatchObject([{ kind: 'refresh', batchId }]);
  await world.run(batchId);
  expect(await enqueueRefreshes(world.ctx)).toBe(0);
});

test('a retry waits until today’s rules have judged, so that it sends nothing that has an answer by them', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'curable' } } as const;
  await expect(retryBatch(world.ctx, retry)).rejects.toThrow('Retry when that is done');
  expect((await getBatch(world.ctx, { batchId })).actions.canRetry).toBe(false);
  await world.run(batchId);
  expect(await retryBatch(world.ctx, retry)).toEqual({ attempt: 2, requests: 2 });
});

test('results that cannot be judged again hold the batch up with a sentence, and are tried again', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const key = (await world.load(batchId)).attempts[0]?.jobs[0]?.manifestKey ?? '';
  const manifest = Buffer.concat(await Array.fromAsync(world.ctx.files.read(key)));
  await world.ctx.files.remove(key);
  const held = await world.run(batchId, { isEnough: ({ hold }) => hold !== null });
  expect(held.hold?.code).toBe('step_failed');
  await expect(retryBatch(world.ctx, { batchId, token: 'token-of-the-retry', scope: { kind: 'all' } })).rejects.toThrow(
    'download the failed requests',
  );
  await world.ctx.files.write(key, Readable.from([manifest]));
  expect(await world.run(batchId)).toMatchObject({ hold: null, failures: 0, counts: { succeeded: 1 } });
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
  await expect(refreshBatch(broken, { batchId })).rejects.toThrow('Gone.');
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'succeeded', 'failed', 'missing']);
  world.clock.advance(world.ctx.timing.leaseMs);
  expect(await refreshBatch(world.ctx, { batchId })).toBe(true);
  expect(await outcomesIn(world, batchId)).toEqual(['succeeded', 'failed', 'failed', 'missing']);
});

/** The same file store, with something that happens once when a file with this in its key has been written. */
function withFileStore(world: BatchWorld, part: string, happen: () => Promise<void>): Context {
  const { files } = world.ctx;
  let isOver = false;
  return world.context({
    files: {
      read: (key, range, options) => files.read(key, range, options),
      size: (key) => files.size(key),
      remove: (key) => files.remove(key),
      removeAll: (prefix) => files.removeAll(prefix),
      async write(key, content, options) {
        const written = await files.write(key, content, options);
        if (isOver || !key.includes(part)) return written;
        isOver = true;
        await happen();
        return written;
      },
    },
  });
}

/** A part whose create call got lost is given up, though its job exists and is found by the next late look. */
async function givenUp(): Promise<{ world: BatchWorld; batchId: string; jobId: string }> {
  const world = createBatchWorld();
  world.provider.listLagMs = 150_000;
  let isFirst = true;
  world.provider.disturb = (call, moment) => {
    if (call !== 'createJob' || moment !== 'after' || !isFirst) return;
    isFirst = false;
    throw providerError('unavailable', true);
  };
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const { attempts } = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.kind === 'job_in_doubt' });
  const jobId = attempts[0]?.jobs[0]?.id ?? '';
  await resolveJob(world.ctx, { batchId, jobId, decision: 'give_up' });
  await world.run(batchId, { isEnough: ({ counts }) => counts.missing === 2 });
  world.clock.advance(5 * 60_000);
  return { world, batchId, jobId };
}

test('a part that gets its job back during a refresh keeps its place, and its answers are collected', async () => {
  const { world, batchId, jobId } = await givenUp();
  const ctx = withFileStore(world, 'outcomes', () => lookLate(world.ctx, { batchId, jobId }));
  await askForRefresh(world.ctx, batchId);
  expect(await refreshBatch(ctx, { batchId })).toBe(false);
  expect((await world.load(batchId)).counts).toMatchObject({ pending: 2, missing: 0 });
  expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, succeeded: 2, missing: 0 });
});

test('a part that gets its job back just after a refresh is taken out of the counts as they are then', async () => {
  const { world, batchId, jobId } = await givenUp();
  const key = (await world.load(batchId)).attempts[0]?.jobs[0]?.outcomesKey ?? '';
  const older = await readOutcomeTable(world.ctx, key);
  for (const at of [0, 1]) older.set(at, { ...older.get(at), isCurable: false });
  await writeOutcomeTable(world.ctx, key, older);
  await updateBatch(world.ctx, batchId, (draft) => {
    draft.curable = 0;
    for (const job of draft.attempts[0]?.jobs ?? []) job.judgedBy = 1;
  });

  const { storage } = world.ctx;
  let reads = 0;
  const files: Context['files'] = {
    write: (...given) => storage.files.write(...given),
    size: (name) => storage.files.size(name),
    remove: (name) => storage.files.remove(name),
    removeAll: (prefix) => storage.files.removeAll(prefix),
    async *read(name, ...given) {
      yield* storage.files.read(name, ...given);
      // Both reads of the look are done then.
      if (name === key && (reads += 1) === 2) await refreshBatch(world.ctx, { batchId });
    },
  };
  await lookLate(world.context({ files }), { batchId, jobId }).catch(() => undefined);
  expect(reads).toBe(2);
  expect(await world.run(batchId)).toMatchObject({ counts: { succeeded: 2, missing: 0 }, curable: 0 });
});

test('a retry sends nothing that a refresh meanwhile has found to be answered', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const key = (await world.run(batchId)).attempts[0]?.jobs[0]?.outcomesKey ?? '';
  const table = await readOutcomeTable(world.ctx, key);
  const older = OutcomeTable.forLines(Uint32Array.of(1, 2));
  for (const at of [0, 1]) older.set(at, { ...table.get(at), outcome: 'failed', isCurable: true, ended: null });
  await writeOutcomeTable(world.ctx, key, older);
  await updateBatch(world.ctx, batchId, (draft) => {
    draft.counts = { total: 2, pending: 0, succeeded: 0, failed: 2, missing: 0 };
    draft.curable = 2;
  });

  const ctx = withFileStore(world, 'selection', async () => {
    await askForRefresh(world.ctx, batchId);
    await refreshBatch(world.ctx, { batchId });
  });
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'curable' } } as const;
  await expect(retryBatch(ctx, retry)).rejects.toThrow('There is nothing to retry here');
  expect(await world.load(batchId)).toMatchObject({ counts: { succeeded: 2, failed: 0, pending: 0 }, curable: 0 });
});

test('what a refresh has written that was broken off is removed by the next one', async () => {
  const { world, batchId } = await judgedByOlderRules();
  const tables = async (): Promise<readonly string[]> =>
    (await Array.fromAsync(world.storage.files.list?.(`batches/${batchId}/`) ?? [])).filter((key) =>
      key.includes('/outcomes'),
    );
  const saveBatch: typeof world.storage.saveBatch = (record, version) =>
    record.isIndexStale
      ? Promise.reject(new Error('The process ends here.'))
      : world.storage.saveBatch(record, version);
  const dying = world.context({ storage: { ...world.storage, saveBatch } });
  await expect(refreshBatch(dying, { batchId })).rejects.toThrow('The process ends here.');
  expect(await tables()).toHaveLength(4);
  await refreshBatch(world.ctx, { batchId });
  const { attempts } = await world.load(batchId);
  expect((await tables()).toSorted()).toEqual(attempts[0]?.jobs.map(({ outcomesKey }) => outcomesKey).toSorted());
});
