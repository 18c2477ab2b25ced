import { beforeAll, describe, expect, it } from 'vitest';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeRequest, makeResult } from './index-model.ts';

/** More than a search looks through without the trigram index. */
const lineCount = 24_000;
const batchId = 'batch';

async function* once<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(rows);
}

/** One part in the middle is unanswered, and few requests succeeded, far apart. */
const isAnswered = (line: number): boolean => line <= 4000 || line > 9000;
const isSuccess = (line: number): boolean => line % 2500 === 0 || line === 11_999;

describe('finding requests', () => {
  const database = usePrismaDatabase();
  let index: RequestIndex;

  async function* groups<T>(convert: (line: number) => T | null): AsyncGenerator<T[]> {
    for (let first = 1; first <= lineCount; first += 100) {
      const lines = Array.from({ length: 100 }, (_, at) => first + at);
      yield await Promise.resolve(lines.map(convert).filter((row) => row !== null));
    }
  }

  beforeAll(async () => {
    index = createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
    await index.writeRequests(
      batchId,
      groups((line) => makeRequest(line, `request-${line}`)),
    );
    const failed = { outcome: 'failed', statusCode: 500 } as const;
    const result = (line: number) => (isAnswered(line) ? makeResult(line, isSuccess(line) ? {} : failed) : null);
    await index.writeResults({ batchId, attempt: 1, jobId: 'job' }, groups(result));
  });

  async function readPages(query: Omit<RequestQuery, 'after'>): Promise<number[]> {
    const lines: number[] = [];
    for (let after = ''; ;) {
      const page = await index.findRequests(batchId, { ...query, after });
      for (const { line } of page.items) lines.push(line);
      if (page.next === null) return lines;
      after = page.next;
    }
  }

  const all = Array.from({ length: lineCount }, (_, at) => at + 1);

  it.each([
    ['pending', (line: number) => !isAnswered(line), 1700],
    ['succeeded', (line: number) => isAnswered(line) && isSuccess(line), 2],
    ['failed', (line: number) => isAnswered(line) && !isSuccess(line), 9000],
  ] as const)('pages through what is %s without losing or repeating a line', async (outcome, isWanted, limit) => {
    expect(await readPages({ outcome, limit })).toEqual(all.filter(isWanted));
    expect([...(await index.linesMatching(batchId, { outcome }))]).toEqual(all.filter(isWanted));
  });

  it('lists what nobody tried to answer by itself, and not among the failed and the missing', async () => {
    const other = 'cancelled batch';
    await index.writeRequests(other, once([1, 2, 3, 4, 5].map((line) => makeRequest(line, `request-${line}`))));
    const job = { batchId: other, attempt: 1, jobId: 'job of the other' };
    const failed = { outcome: 'failed', statusCode: null, file: 'errors' } as const;
    await index.writeResults(
      job,
      once([
        makeResult(1),
        makeResult(2, { ...failed, errorCode: 'server_error' }),
        makeResult(3, { ...failed, errorCode: 'batch_cancelled' }),
      ]),
    );
    await index.writeMissing(job, Uint32Array.of(4), { code: 'cancelled', message: null });
    await index.writeMissing({ ...job, jobId: 'second' }, Uint32Array.of(5), { code: 'missing', message: null });
    const ofCause = (await index.listCauses(other)).find(({ errorCode }) => errorCode === 'batch_cancelled')?.id;
    for (const [outcome, lines] of [
      ['failed', [2]],
      ['missing', [5]],
      ['not_answered', [3, 4]],
    ] as const) {
      const page = await index.findRequests(other, { outcome, limit: 10 });
      expect(page.items.map(({ line }) => line)).toEqual(lines);
      expect((await index.findRequests(other, { outcome, limit: 1 })).total).toBe(lines.length);
      expect([...(await index.linesMatching(other, { outcome }))]).toEqual(lines);
      const byId = await index.findRequests(other, { outcome, customId: 'request-', limit: 10 });
      expect(byId.items.map(({ line }) => line)).toEqual(lines);
      const byCause = await index.findRequests(other, { outcome, causeId: ofCause, limit: 10 });
      expect(byCause.items.map(({ line }) => line)).toEqual(outcome === 'not_answered' ? [3] : []);
    }
  });

  it('says how many there are from its counters', async () => {
    const total = async (outcome: 'pending' | 'succeeded' | 'failed' | 'missing') =>
      (await index.findRequests(batchId, { outcome, limit: 1 })).total;
    expect(await total('pending')).toBe(5000);
    expect(await total('succeeded')).toBe(all.filter((line) => isAnswered(line) && isSuccess(line)).length);
    expect(await total('missing')).toBe(0);
    expect((await index.findRequests(batchId, { limit: 1 })).total).toBe(lineCount);
  });

  it('finds an id exactly, even where it is part of others', async () => {
    const page = await index.findRequests(batchId, { customId: 'request-1', limit: 10 });
    expect(page).toMatchObject({ items: [{ line: 1 }], next: null, total: 1 });
  });

  it.each(['999', '2345', '048', '12345', 'quest-29', 'st-2', 'equest-2000', 're', 'q', 'no such id'])(
    'finds every id that holds or begins with %j, page by page',
    async (customId) => {
      const holds = (id: string): boolean => (customId.length < 3 ? id.startsWith(customId) : id.includes(customId));
      const expected = all.filter((line) => holds(`request-${line}`));
      expect(await readPages({ customId, limit: Math.max(10, Math.ceil(expected.length / 6)) })).toEqual(expected);
      expect(await readPages({ customId, limit: lineCount })).toEqual(expected);
      const failed = expected.filter((line) => isAnswered(line) && !isSuccess(line));
      expect(await readPages({ customId, outcome: 'failed', limit: 10_000 })).toEqual(failed);
    },
  );

  it('begins at the first page for a cursor that is none', async () => {
    for (const after of ['nonsense', '-3', '1e99', '1.5', '']) {
      expect((await index.findRequests(batchId, { after, limit: 1 })).items).toMatchObject([{ line: 1 }]);
    }
  });

  it('finds the lines of a pasted list in the order of the file', async () => {
    const ids = ['request-500', 'nobody', 'request-7', 'request-500'];
    expect([...(await index.linesOfCustomIds(batchId, ids))]).toEqual([7, 500]);
    expect((await index.findRequests(batchId, { customIds: ids, limit: 10 })).items).toMatchObject([
      { line: 7 },
      { line: 500 },
    ]);
    expect((await index.findRequests(batchId, { customIds: [], limit: 10 })).items).toEqual([]);
  });

  it('finds nothing in a batch that it does not know', async () => {
    expect(await index.findRequests('unknown', { limit: 10 })).toEqual({ items: [], next: null, total: 0 });
    expect(await index.findRequest('unknown', 1)).toBeNull();
    expect(await index.listCauses('unknown')).toEqual([]);
    expect([...(await index.linesOfCustomIds('unknown', ['a']))]).toEqual([]);
  });
});
