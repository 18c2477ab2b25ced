import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import { createChangeFeed } from '#lib/db/change-feed.ts';
import { ConflictError, StorageError } from '#lib/errors.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createPrismaBatchStorage, withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

describe('batch records in PostgreSQL', () => {
  const database = usePrismaDatabase();
  let storage: BatchStorage;
  const files = createMemoryFiles();
  const storageOn = (prisma: Parameters<typeof createPrismaBatchStorage>[0]['prisma']): BatchStorage =>
    createPrismaBatchStorage({
      prisma,
      workspaceId: 'local',
      files,
      index: createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' }),
    });

  beforeEach(() => {
    storage = storageOn(database.prisma);
  });
  afterEach(() => database.prisma.batch.deleteMany());

  it('keeps the keys of attempts and jobs beside the document, and follows their changes', async () => {
    const job = makeJob('j1', { providerId: null });
    const record = makeBatch('b1', { connectionId: 'c1', attempts: [makeAttempt(1, [job])] });
    await storage.saveBatch(record, 0);
    job.providerId = 'batch_j1';
    await storage.saveBatch(record, 1);
    const { prisma } = database;
    expect(await prisma.attempt.findMany()).toEqual([{ batchId: 'b1', number: 1, token: 'attempt-token-1' }]);
    expect(await prisma.job.findMany()).toEqual([
      { batchId: 'b1', id: 'j1', connectionId: 'c1', token: 'token-j1', providerId: 'batch_j1' },
    ]);
  });

  it('forgets a part that was cut into smaller ones, and keeps those of other batches', async () => {
    const [whole, other] = [makeJob('j1', { providerId: null }), makeJob('j9', { providerId: null })];
    const record = makeBatch('b1', { connectionId: 'c1', attempts: [makeAttempt(1, [whole])] });
    await storage.saveBatch(record, 0);
    await storage.saveBatch(makeBatch('b2', { connectionId: 'c1', attempts: [makeAttempt(1, [other])] }), 0);
    const pieces = [makeJob('j2', { part: 2, token: whole.token }), makeJob('j3', { part: 3 })];
    await storage.saveBatch({ ...record, attempts: [makeAttempt(1, pieces)] }, 1);
    const jobs = await database.prisma.job.findMany({ orderBy: { id: 'asc' } });
    expect(jobs.map(({ id, token }) => [id, token])).toEqual([
      ['j2', 'token-j1'],
      ['j3', 'token-j3'],
      ['j9', 'token-j9'],
    ]);
  });

  it('frees the number and the token of an attempt that was taken back', async () => {
    const attempts = (...tokens: string[]) => tokens.map((token, at) => makeAttempt(at + 1, [], { token }));
    await storage.saveBatch(makeBatch('b1', { attempts: attempts('start', 'first page') }), 0);
    await storage.saveBatch(makeBatch('b1', { attempts: attempts('start') }), 1);
    await storage.saveBatch(makeBatch('b1', { attempts: attempts('start', 'second page') }), 2);
    await storage.saveBatch(makeBatch('b1', { attempts: attempts('start', 'second page', 'first page') }), 3);
    const kept = await database.prisma.attempt.findMany({ orderBy: { number: 'asc' } });
    expect(kept.map(({ token }) => token)).toEqual(['start', 'second page', 'first page']);
  });

  it('touches only the rows of what has changed', async () => {
    const [first, second] = [makeJob('j1'), makeJob('j2', { part: 2, providerId: null })];
    const record = makeBatch('b1', { attempts: [makeAttempt(1, [first, second])] });
    await storage.saveBatch(record, 0);
    const readWriters = async (): Promise<unknown[]> =>
      (
        await database.pool.query<Record<string, unknown>>(
          `select 'job ' || id as row, xmin::text from job union all select 'attempt', xmin::text from attempt order by 1`,
        )
      ).rows;
    const before = await readWriters();
    first.providerStatus = 'finalizing';
    second.providerId = 'batch_j2';
    await storage.saveBatch(record, 1);
    const after = await readWriters();
    expect(after.filter((row, at) => JSON.stringify(row) !== JSON.stringify(before[at]))).toMatchObject([
      { row: 'job j2' },
    ]);
  });

  it('lets no two batches claim the same job of a provider, and saves nothing of the second', async () => {
    await storage.saveBatch(makeBatch('b1', { connectionId: 'c1', attempts: [makeAttempt(1, [makeJob('j1')])] }), 0);
    const rival = makeJob('j2', { providerId: 'batch_j1' });
    const record = makeBatch('b2', { connectionId: 'c1', attempts: [makeAttempt(1, [rival])] });
    await expect(storage.saveBatch(record, 0)).rejects.toThrow(StorageError);
    expect(await storage.loadBatch('b2')).toBeNull();
    await storage.saveBatch({ ...record, connectionId: 'c2' }, 0);
    const sameToken = makeBatch('b3', { attempts: [makeAttempt(1, [makeJob('j3', { token: 'token-j1' })])] });
    await expect(storage.saveBatch(sameToken, 0)).rejects.toThrow(StorageError);
  });

  it('says so when a record comes from a newer version', async () => {
    await storage.saveBatch(makeBatch('b1'), 0);
    await database.pool.query(`update batch set document = '{"version": 2}'`);
    await expect(storage.loadBatch('b1')).rejects.toThrow(/b1 .* Update LangBatch/);
  });

  it('announces every save and removal, and nothing that was taken back', async () => {
    const feed = createChangeFeed({ connectionString: database.url, log: silentLog });
    try {
      const heard: (string | null)[] = [];
      feed.of('local').subscribe(null, (id) => heard.push(id));
      await vi.waitFor(() => expect(heard).toEqual([null]));
      await storage.saveBatch(makeBatch('b1'), 0);
      await expect(storage.saveBatch(makeBatch('b1'), 0)).rejects.toThrow(ConflictError);
      await expect(
        withPrismaTransaction(database.prisma, async (tx) => {
          await storageOn(tx).saveBatch(makeBatch('b2'), 0);
          throw new Error('taken back');
        }),
      ).rejects.toThrow('taken back');
      await storage.removeBatch('b1');
      await vi.waitFor(() => expect(heard).toEqual([null, 'b1', 'b1']));
    } finally {
      await feed.close();
    }
  });

  it('saves in the transaction of its caller: all of it or nothing', async () => {
    await storage.saveBatch(makeBatch('b1'), 0);
    const work = withPrismaTransaction(database.prisma, async (tx) => {
      const inside = storageOn(tx);
      await inside.saveBatch(makeBatch('b1', { name: 'changed' }), 1);
      expect((await inside.loadBatch('b1'))?.record.name).toBe('changed');
      expect((await storage.loadBatch('b1'))?.record.name).toBe('Batch b1');
      await inside.saveBatch(makeBatch('b1', { name: 'late' }), 1);
    });
    await expect(work).rejects.toThrow(ConflictError);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 1, record: { name: 'Batch b1' } });
  });
});
