import { expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { askForRefresh } from '#lib/batch/upkeep/ask-for-refresh.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import { failedLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

function unused(): never {
  throw new Error('This test has no use for it.');
}

interface Known {
  lines: readonly number[];
  counts: OutcomeCounts;
  /** Called before lines are given. */
  onRead: () => Promise<void>;
}

/** An index that knows these lines and counts. */
function indexOf(known: Known): RequestIndex {
  const find = async (): Promise<Uint32Array> => {
    const { lines } = known;
    await known.onRead();
    return Uint32Array.from(lines);
  };
  return {
    writeRequests: () => Promise.resolve(),
    openAttempt: () => Promise.resolve(),
    withdrawAttempt: unused,
    writeResults: async (_job, rows) => {
      for await (const _ of rows);
    },
    writeMissing: () => Promise.resolve(),
    removeBatch: unused,
    findRequests: unused,
    findRequest: unused,
    countOutcomes: () => Promise.resolve(known.counts),
    listCauses: unused,
    linesOfCause: find,
    causesOfLines: unused,
    linesMatching: find,
    linesOfCustomIds: unused,
    listBatches: unused,
    summarizeBatches: unused,
  };
}

const allFailed: OutcomeCounts = { total: 5, pending: 0, succeeded: 0, failed: 5, missing: 0 };

/** Five failed requests, and an index over them. */
async function failed(): Promise<{ world: BatchWorld; batchId: string; ctx: Context; known: Known }> {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const batchId = await world.draft(5);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  const known: Known = { lines: [1, 2, 3, 4, 5], counts: allFailed, onRead: () => Promise.resolve() };
  const ctx = world.context({ storage: { ...world.storage, index: indexOf(known) } });
  return { world, batchId, ctx, known };
}

async function countLines(ctx: Context, batchId: string): Promise<number> {
  const { content } = await openDownload(ctx, { batchId, kind: 'results.jsonl', matching: { outcome: 'failed' } });
  return Buffer.concat(await Array.fromAsync(content))
    .toString()
    .trim()
    .split('\n').length;
}

test.each([
  ['lacks some rows', (known: Known) => Object.assign(known, { lines: [1, 2], counts: { ...allFailed, failed: 2 } })],
  ['is being written anew', (_known: Known, ctx: Context, batchId: string) => askForRefresh(ctx, batchId)],
])('nothing is downloaded or sent by a list that %s', async (_name, spoil) => {
  const { ctx, batchId, known } = await failed();
  expect(await countLines(ctx, batchId)).toBe(5);
  await spoil(known, ctx, batchId);
  await expect(countLines(ctx, batchId)).rejects.toThrow('The list of requests');
  for (const scope of [
    { kind: 'cause', causeId: 'c1' },
    { kind: 'matching', filter: { outcome: 'failed' } },
  ]) {
    const retry = retryBatch(ctx, { batchId, token: 'token-of-the-retry', scope });
    await expect(retry).rejects.toThrow(/The list of requests|are being judged/u);
  }
});

test('what is chosen while the list is written anew is chosen again from the whole one', async () => {
  const { ctx, batchId, known } = await failed();
  known.lines = [1, 2];
  known.onRead = async () => {
    known.onRead = () => Promise.resolve();
    known.lines = [1, 2, 3, 4, 5];
    await askForRefresh(ctx, batchId);
    await refreshBatch(ctx, { batchId });
  };
  expect(await countLines(ctx, batchId)).toBe(5);
});
