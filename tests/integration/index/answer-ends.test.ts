import { expect, test } from 'vitest';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeRequest, makeResult } from './index-model.ts';

const database = usePrismaDatabase();
const ends: readonly AnswerEnd[] = ['complete', 'cut_off', 'refused', 'empty', 'cut_off'];

async function* once<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(rows);
}

test('requests are found by how their current answer ended, with its tokens and model', async () => {
  const index = createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
  const lines = ends.map((_, at) => 2 * at + 1);
  const usage = { inputTokens: 9, cachedTokens: 4, outputTokens: 8, reasoningTokens: 6 };
  await index.writeRequests('b', once(lines.map((line) => makeRequest(line, `r${line}`))));
  const job = { batchId: 'b', attempt: 1, jobId: 'j1' };
  const results = lines.map((line, at) => makeResult(line, { ...usage, model: 'm-1', ended: ends[at] ?? null }));
  await index.writeResults(job, once(results));

  const find = async (query: Omit<RequestQuery, 'limit'>) => {
    const { items, total } = await index.findRequests('b', { ...query, limit: 10 });
    return { lines: items.map(({ line }) => line), total };
  };
  expect(await find({ ended: 'cut_off' })).toEqual({ lines: [3, 9], total: 2 });
  expect(await find({ ended: 'cut_off', outcome: 'succeeded' })).toMatchObject({ lines: [3, 9] });
  expect(await find({ ended: 'cut_off', outcome: 'failed' })).toMatchObject({ lines: [] });
  expect(await find({ ended: 'cut_off', customId: 'r9' })).toMatchObject({ lines: [9] });
  expect(await find({ ended: 'cut_off', customIds: ['r1', 'r3'] })).toMatchObject({ lines: [3] });
  expect(await find({ ended: 'empty' })).toEqual({ lines: [7], total: 1 });
  const page = await index.findRequests('b', { ended: 'cut_off', limit: 1 });
  expect(page).toMatchObject({ total: 2, items: [{ ...usage, line: 3, model: 'm-1', ended: 'cut_off' }] });
  expect((await index.findRequest('b', 3))?.results).toMatchObject([{ ...usage, model: 'm-1', ended: 'cut_off' }]);

  await index.openAttempt('b', 2, Uint32Array.of(3));
  expect(await find({ ended: 'cut_off' })).toEqual({ lines: [9], total: 1 });
});
