import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import { createChangeFeed } from '#lib/db/change-feed.ts';
import { ConflictError, StorageError } from '#lib/errors.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createPrismaBatchStorage, withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { makeAttempt, makeBatch, makeJob, makeEvent } from '#tests/support/batch-records.ts';
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

  it('writes attempts, jobs, files and events beside the document, and follows their changes', async () => {
    const job = makeJob('j1');
    const record = makeBatch('b1', { connectionId: 'c1', attempts: [makeAttempt(1, [job])] });
    await storage.saveBatch(record, 0);
    const output = {
      key: 'batches/b1/output.jsonl',
      bytes: 5,
      sha256: 'c'.repeat(64),
      providerFileId: 'file-2',
      lines: 1,
      isCut: false,
    };
    const at = '2026-11-21T13:00:00.000Z';
    job.stage = 'collected';
    job.status = 'completed';
    job.collectedAt = at;
    job.output = output;
    record.events.push({ ...makeEvent('job_collected', { part: 1 }), seq: 2, at });
    await storage.saveBatch(record, 1);
    const { prisma } = database;
    expect(await prisma.attempt.findMany()).toMatchObject([{ batchId: 'b1', number: 1, token: 'attempt-token-1' }]);
    expect(await prisma.job.findMany()).toMatchObject([
      {
        id: 'j1',
        connectionId: 'c1',
        providerId: 'batch_j1',
        stage: 'collected',
        status: 'completed',
        collectedAt: new Date(at),
      },
    ]);
    expect((await prisma.file.findMany({ orderBy: { kind: 'asc' } })).map(({ kind, key }) => [kind, key])).toEqual([
      ['input', 'batches/b1/input.jsonl'],
      ['output', 'batches/b1/output.jsonl'],
      ['payload', job.payload.key],
    ]);
    expect(await prisma.event.findMany({ orderBy: { seq: 'asc' } })).toMatchObject([
      { seq: 1, kind: 'created' },
      { seq: 2, kind: 'job_collected', actorName: 'x', data: { part: 1 } },
    ]);
  });

  it('forgets a part that was cut into smaller ones, and keeps those of other batches', async () => {
    const [whole, other] = [makeJob('j1', { providerId: null }), makeJob('j9', { providerId: null })];
    const record = makeBatch('b1', { connectionId: 'c1', attempts: [makeAttempt(1, [whole])] });
    await storage.saveBatch(record, 0);
    await storage.saveBatch(makeBatch('b2', { connectionId: 'c1', attempts: [makeAttempt(1, [other])] }), 0);
    const pieces = [makeJob('j2', { part: 2 }), makeJob('j3', { part: 3 })];
    await storage.saveBatch({ ...record, attempts: [makeAttempt(1, pieces)] }, 1);
    const { prisma } = database;
    const jobs = await prisma.job.findMany({ orderBy: { id: 'asc' } });
    expect(jobs.map(({ id, part }) => [id, part])).toEqual([
      ['j2', 2],
      ['j3', 3],
      ['j9', 1],
    ]);
    const payloads = await prisma.file.findMany({ where: { kind: 'payload' }, orderBy: { key: 'asc' } });
    expect(payloads.map(({ key }) => key)).toEqual([...pieces, other].map(({ payload }) => payload.key));
  });

  it('touches only the rows of what has changed', async () => {
    const [first, second] = [makeJob('j1'), makeJob('j2', { part: 2 })];
    const record = makeBatch('b1', { attempts: [makeAttempt(1, [first, second])] });
    await storage.saveBatch(record, 0);
    const readWriters = async (): Promise<unknown[]> =>
      (
        await database.pool.query<Record<string, unknown>>(
          `select 'job ' || id as row, xmin::text from job union all select 'attempt', xmin::text from attempt
           union all select 'event', xmin::text from event union all select 'file ' || key, xmin::text from file order by 1`,
        )
      ).rows;
    const before = await readWriters();
    second.providerStatus = 'finalizing';
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
