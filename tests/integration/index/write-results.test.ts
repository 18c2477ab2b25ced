import { beforeEach, describe, expect, it } from 'vitest';
import type { IndexedResult, RequestIndex } from '#lib/contracts/request-index.ts';
import { ConflictError, NotFoundError, StorageError } from '#lib/errors.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeRequest, makeResult } from './index-model.ts';

const numbers = (count: number, from = 1): number[] => Array.from({ length: count }, (_, at) => from + at);

async function* inGroups<T>(rows: readonly T[], size = 3): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < rows.length; at += size) yield await Promise.resolve(rows.slice(at, at + size));
}

describe('writing to the request index', () => {
  const database = usePrismaDatabase();
  let index: RequestIndex;
  let batchId: string;
  let batches = 0;

  beforeEach(() => {
    index = createPostgresRequestIndex({
      pool: database.pool,
      log: silentLog,
      workspaceId: 'local',
      rowsPerTransaction: 10,
    });
    batchId = `batch ${(batches += 1)}`;
  });

  const job = (jobId = 'job 1', attempt = 1) => ({ batchId, attempt, jobId });
  const writeRequests = (count: number): Promise<void> =>
    index.writeRequests(batchId, inGroups(numbers(count).map((line) => makeRequest(line, `request-${line}`))));

  async function count(outcome: 'succeeded' | 'failed' | 'missing' | 'pending'): Promise<number | null> {
    return (await index.findRequests(batchId, { outcome, limit: 1 })).total;
  }

  /** Which transaction wrote each result row. */
  async function readWriters(): Promise<Map<number, string>> {
    const { rows } = await database.pool.query<{ line: number; writer: string }>(
      `select line, result.xmin::text as writer from result join indexed_batch on number = batch_number
       where batch_id = $1 order by line`,
      [batchId],
    );
    return new Map(rows.map(({ line, writer }) => [line, writer]));
  }

  async function* breakAfter(rows: readonly IndexedResult[], limit: number): AsyncGenerator<readonly IndexedResult[]> {
    yield* inGroups(rows.slice(0, limit));
    throw new Error('The worker was killed.');
  }

  it('keeps the requests of before when the source of new ones fails', async () => {
    await writeRequests(20);
    async function* failing() {
      yield* inGroups(numbers(10).map((line) => makeRequest(line, `other-${line}`)));
      throw new Error('The file broke.');
    }
    await expect(index.writeRequests(batchId, failing())).rejects.toThrow('The file broke.');
    expect((await index.findRequests(batchId, { limit: 1 })).items[0]?.customId).toBe('request-1');
    expect(await count('pending')).toBe(20);
  });

  it('forgets results, causes and checkpoints with the requests that it replaces', async () => {
    await writeRequests(20);
    await index.writeResults(job(), inGroups(numbers(20).map((line) => makeResult(line, { outcome: 'failed' }))));
    await writeRequests(5);
    expect(await count('pending')).toBe(5);
    expect(await index.listCauses(batchId)).toEqual([]);
    await index.writeResults(job(), inGroups(numbers(5).map((line) => makeResult(line))));
    expect(await count('succeeded')).toBe(5);
  });

  it('goes on where a killed worker was: committed rows are not written again', async () => {
    await writeRequests(50);
    const rows = numbers(50).map((line) => makeResult(line));
    await expect(index.writeResults(job(), breakAfter(rows, 35))).rejects.toThrow('killed');
    const committed = await readWriters();
    expect(committed.size).toBeGreaterThan(0);
    expect(committed.size).toBeLessThan(50);
    await index.writeResults(job(), inGroups(rows));
    const all = await readWriters();
    expect(all.size).toBe(50);
    for (const [line, writer] of committed) expect(all.get(line)).toBe(writer);
    expect(await count('succeeded')).toBe(50);
  });

  it('refuses to go on with other rows than those it has committed', async () => {
    await writeRequests(50);
    const rows = numbers(50).map((line) => makeResult(line));
    await expect(index.writeResults(job(), breakAfter(rows, 35))).rejects.toThrow('killed');
    await expect(index.writeResults(job(), inGroups(rows.toReversed()))).rejects.toThrow(StorageError);
    await expect(index.writeResults(job(), inGroups(rows.slice(0, 3)))).rejects.toThrow(StorageError);
  });

  it('writes each row once when two workers collect the same job at once', async () => {
    await writeRequests(200);
    const rows = numbers(200).map((line) =>
      makeResult(line, line % 4 === 0 ? { outcome: 'failed', statusCode: 500 } : {}),
    );
    const both = await Promise.allSettled([
      index.writeResults(job(), inGroups(rows)),
      index.writeResults(job(), inGroups(rows)),
    ]);
    const losers = both.filter((each) => each.status === 'rejected');
    expect(losers.every(({ reason }) => reason instanceof ConflictError)).toBe(true);
    await index.writeResults(job(), inGroups(rows));
    expect([await count('succeeded'), await count('failed'), await count('pending')]).toEqual([150, 50, 0]);
    expect(await index.listCauses(batchId)).toMatchObject([{ count: 50 }]);
  });

  it('stops a worker whose job another one has collected meanwhile', async () => {
    await writeRequests(30);
    const rows = numbers(30).map((line) => makeResult(line));
    const begun = Promise.withResolvers<void>();
    const other = Promise.withResolvers<void>();
    async function* late(): AsyncGenerator<readonly IndexedResult[]> {
      begun.resolve();
      await other.promise;
      yield* inGroups(rows);
    }
    const slow = index.writeResults(job(), late());
    await begun.promise;
    await index.writeResults(job(), inGroups(rows)).finally(other.resolve);
    await expect(slow).rejects.toThrow(ConflictError);
    expect(await count('succeeded')).toBe(30);
  });

  it('keeps one current row a request when a retry begins while an earlier job is still collected', async () => {
    await writeRequests(300);
    await Promise.all([
      index.writeResults(job(), inGroups(numbers(300).map((line) => makeResult(line)))),
      index.openAttempt(batchId, 2, Uint32Array.from(numbers(300).toReversed())),
    ]);
    expect([await count('pending'), await count('succeeded')]).toEqual([300, 0]);
    const { rows } = await database.pool.query<{ currents: number }>(
      `select count(*)::int as currents from result join indexed_batch on number = batch_number
       where batch_id = $1 and is_current group by line having count(*) <> 1`,
      [batchId],
    );
    expect(rows).toEqual([]);
  });

  it('counts right when jobs of one batch are collected at once', async () => {
    await writeRequests(300);
    const parts = [numbers(100), numbers(100, 101), numbers(100, 201)];
    await Promise.all(
      parts.map(async (lines, part) => {
        const failed = { outcome: 'failed', statusCode: 429, errorCode: 'rate_limit_exceeded' } as const;
        const rows = lines
          .filter((line) => line % 5 !== 0)
          .map((line) => makeResult(line, line % 2 === 0 ? failed : {}));
        await index.writeResults(job(`job ${part}`), inGroups(rows));
        await index.writeMissing(job(`job ${part}`), Uint32Array.from(lines.filter((line) => line % 5 === 0)), {
          code: 'batch_expired',
          message: null,
        });
      }),
    );
    expect(await Promise.all([count('succeeded'), count('failed'), count('missing'), count('pending')])).toEqual([
      120, 120, 60, 0,
    ]);
    expect((await index.listCauses(batchId)).map((cause) => [cause.outcome, cause.errorCode, cause.count])).toEqual([
      ['failed', 'rate_limit_exceeded', 120],
      ['missing', 'batch_expired', 60],
    ]);
  });

  it('takes a job that was written off and found again', async () => {
    await writeRequests(10);
    await index.writeMissing(job(), Uint32Array.from(numbers(10)), { code: 'never_sent', message: null });
    await index.writeResults(job(), inGroups(numbers(10).map((line) => makeResult(line))));
    expect([await count('succeeded'), await count('missing')]).toEqual([10, 0]);
    expect(await index.listCauses(batchId)).toEqual([]);
  });

  it('stores messages and codes that PostgreSQL could not hold, and numbers larger than its own', async () => {
    await writeRequests(1);
    const odd = {
      outcome: 'failed',
      errorCode: 'a\0b',
      message: `\ud800${'x'.repeat(600)}`,
      inputTokens: 2 ** 40,
    } as const;
    await index.writeResults(job(), inGroups([makeResult(1, odd)]));
    const [row] = (await index.findRequests(batchId, { limit: 1 })).items;
    expect(row).toMatchObject({ errorCode: 'a␀b', inputTokens: 2 ** 31 - 1 });
    expect(row?.message).toHaveLength(500);
  });

  it('names causes by status, code and what the messages have in common', async () => {
    await writeRequests(6);
    const failed = (line: number, statusCode: number, message: string): IndexedResult =>
      makeResult(line, { outcome: 'failed', statusCode, message });
    await index.writeResults(
      job(),
      inGroups([
        failed(1, 429, 'Please try again in 12 ms.'),
        failed(2, 429, 'Please try again in 7 ms.'),
        failed(3, 500, 'Please try again in 7 ms.'),
      ]),
    );
    await index.writeMissing(job(), Uint32Array.from([4, 5, 6]), { code: 'batch_expired', message: null });
    const causes = await index.listCauses(batchId);
    expect(causes).toMatchObject([
      {
        outcome: 'missing',
        errorCode: 'batch_expired',
        count: 3,
        message: null,
        sampleCustomIds: ['request-4', 'request-5', 'request-6'],
      },
      { outcome: 'failed', statusCode: 429, count: 2, message: 'Please try again in 12 ms.' },
      { outcome: 'failed', statusCode: 500, count: 1 },
    ]);
    await index.removeBatch(batchId);
    await writeRequests(6);
    await index.writeResults(job(), inGroups([failed(1, 429, 'Please try again in 99 ms.')]));
    expect((await index.listCauses(batchId))[0]?.id).toBe(causes[1]?.id);
  });

  it('puts the rest together when there are more causes than anybody can read', async () => {
    const inLetters = (number: number): string =>
      String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    const words = numbers(1100).map((number) => `unlike ${inLetters(number)}`);
    await writeRequests(1100);
    const rows = words.map((message, at) => makeResult(at + 1, { outcome: 'failed', statusCode: 400, message }));
    await createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' }).writeResults(
      job(),
      inGroups(rows, 100),
    );
    const causes = await index.listCauses(batchId);
    expect(causes).toHaveLength(1001);
    expect(causes[0]).toMatchObject({ statusCode: 400, message: null, count: 100 });
    expect(causes.reduce((sum, cause) => sum + cause.count, 0)).toBe(1100);
  });

  it('knows no cause of another batch', async () => {
    await writeRequests(1);
    await index.writeResults(job(), inGroups([makeResult(1, { outcome: 'failed' })]));
    const [cause] = await index.listCauses(batchId);
    batchId = 'another batch';
    await writeRequests(1);
    const causeId = cause?.id ?? '';
    expect((await index.findRequests(batchId, { causeId, limit: 10 })).items).toEqual([]);
    await expect(index.linesOfCause(batchId, causeId)).rejects.toThrow(NotFoundError);
    await expect(index.linesOfCause(batchId, 'none')).rejects.toThrow(NotFoundError);
  });
});
