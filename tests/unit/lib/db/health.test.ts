import { describe, expect, test } from 'vitest';
import { diskFullSentence } from '#lib/db/database-failure.ts';
import { createHealthCheck } from '#lib/db/health.ts';
import type { Health } from '#lib/shared/contract/health.ts';

const plenty = 10 * 1024 ** 3;

type Answer = (sql: string) => Promise<{ readonly rows: readonly unknown[] }>;

function check(answer: Answer, freeBytes: number | null = plenty): Promise<Health> {
  const pool = { query: answer };
  return createHealthCheck({ pool, readFreeBytes: () => Promise.resolve(freeBytes), deadlineMs: 20 }).check();
}

const seen =
  (
    seconds: number,
    write: () => Promise<never> | Promise<{ rows: [] }> = () => Promise.resolve({ rows: [] }),
  ): Answer =>
  (sql) =>
    sql.startsWith('select') ? Promise.resolve({ rows: [{ seconds }] }) : write();

const fullDisk = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('could not extend file'), { code: '53100' }));

describe('health', () => {
  test('is well while a worker gives signs of life', async () => {
    expect(await check(seen(5))).toEqual({ database: 'ok', worker: 'ok', disk: 'ok' });
  });

  test('says that no worker is running', async () => {
    const { database, worker } = await check(seen(60));
    expect(database).toBe('ok');
    expect(worker).toContain('No worker is running');
  });

  test('of a database that is frozen is told all the same', async () => {
    expect(await check(() => new Promise(() => undefined))).toMatchObject({
      database: 'The database does not answer, so nothing can be saved.',
      disk: 'ok',
    });
  });

  test('of a database that breaks is told', async () => {
    expect(await check(() => Promise.reject(new Error('gone')))).toMatchObject({
      database: 'The database does not answer, so nothing can be saved.',
    });
  });

  test('says that the disk of the database is full, when nothing can be saved', async () => {
    expect(await check(seen(60, fullDisk))).toMatchObject({ database: diskFullSentence });
  });

  test('says that the disk of the database is full also while small changes still find room there', async () => {
    const answer = (broken: () => Promise<never>) => (sql: string) =>
      sql.startsWith('set local') ? broken() : seen(5)(sql);
    expect(await check(answer(fullDisk))).toMatchObject({ database: diskFullSentence, worker: 'ok' });
    const forbidden = Object.assign(new Error('temporary file size exceeds temp_file_limit'), { code: '53400' });
    expect(await check(answer(() => Promise.reject(forbidden)))).toMatchObject({ database: 'ok' });
  });

  test('says how little room is left for files, before it is gone', async () => {
    expect(await check(seen(5), 187 * 1024 ** 2)).toMatchObject({
      disk: 'Less than 200 MB are left on the disk that holds the data folder. Make room before it is full.',
    });
    expect((await check(seen(5), 1024)).disk).toMatch(/^The disk that holds the data folder is full/u);
    expect(await check(seen(5), null)).toMatchObject({ disk: 'ok' });
  });
});
