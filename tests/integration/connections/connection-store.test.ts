import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionStore, NewConnection } from '#lib/contracts/connection-store.ts';
import { ConflictError, InvalidInputError, NotFoundError, StorageError, WrongStateError } from '#lib/errors.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import type { CallFault } from '#lib/shared/contract/call-fault.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { checkSecret } from '#lib/storage/prisma/check-secret.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const secret = 'the secret of this installation.';
const apiKey = 'sk-proj-abcdefgh1234';

function newConnection(changes: Partial<NewConnection> = {}): NewConnection {
  return {
    id: 'c1',
    name: 'OpenAI',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    apiKey,
    limits: { maxRequestsPerJob: 100, maxBytesPerJob: 5_000_000_000, maxEnqueuedTokens: 40_000_000_000 },
    createdAt: new Date('2026-11-21T12:00:00Z'),
    ...changes,
  };
}

describe('connections in PostgreSQL', () => {
  const database = usePrismaDatabase();
  let store: ConnectionStore;

  const storeWith = (text: string): ConnectionStore =>
    createPrismaConnectionStore({ prisma: database.prisma, workspaceId: 'local', secrets: createSecretBox(text) });

  beforeEach(() => {
    store = storeWith(secret);
  });
  afterEach(async () => {
    await database.prisma.batch.deleteMany();
    await database.prisma.connection.deleteMany();
    await database.prisma.setting.deleteMany();
  });

  async function saveBatch(id: string, isRunning: boolean): Promise<void> {
    const index = createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
    const storage = createPrismaBatchStorage({
      prisma: database.prisma,
      workspaceId: 'local',
      files: createMemoryFiles(),
      index,
    });
    const job = makeJob(`job of ${id}`, isRunning ? {} : { stage: 'collected', status: 'completed' });
    await storage.saveBatch(makeBatch(id, { connectionId: 'c1', attempts: [makeAttempt(1, [job])] }), 0);
  }

  it('shows everything of a connection but its key', async () => {
    await store.create(newConnection());
    const view = {
      id: 'c1',
      name: 'OpenAI',
      kind: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      keyLast4: '1234',
      limits: { maxRequestsPerJob: 100, maxBytesPerJob: 5_000_000_000, maxEnqueuedTokens: 40_000_000_000 },
      batchCount: 0,
      openBatchCount: 0,
      lastTest: null,
      isKeyRefused: false,
      createdAt: '2026-11-21T12:00:00.000Z',
      lastUsedAt: null,
    };
    expect(await store.find('c1')).toEqual(view);
    expect(await store.list()).toEqual([view]);
    expect(await store.find('c2')).toBeNull();
  });

  it('keeps the key encrypted, and Prisma leaves it out unless it is asked for', async () => {
    await store.create(newConnection());
    const { rows } = await database.pool.query<Record<string, unknown>>('select * from connection');
    expect(JSON.stringify(rows)).not.toContain(apiKey);
    expect(await database.prisma.connection.findFirst()).not.toHaveProperty('encryptedKey');
    expect((await store.getSecrets('c1')).apiKey).toBe(apiKey);
  });

  it('reads no key with another secret, nor one that was moved to another connection', async () => {
    await store.create(newConnection());
    await store.create(newConnection({ id: 'c2', apiKey: 'sk-other' }));
    await expect(storeWith('another secret altogether, long enough').getSecrets('c1')).rejects.toThrow(StorageError);
    await database.pool.query(
      `update connection set encrypted_key = (select encrypted_key from connection where id = 'c1') where id = 'c2'`,
    );
    await expect(store.getSecrets('c2')).rejects.toThrow(StorageError);
  });

  it('refuses a process with another secret from the first start on, also when two start at once', async () => {
    const [one, other] = [createSecretBox(secret), createSecretBox('another secret altogether, long enough')];
    const starts = await Promise.allSettled([
      checkSecret(database.prisma, one),
      checkSecret(database.prisma, one),
      checkSecret(database.prisma, one),
    ]);
    expect(starts.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    await expect(checkSecret(database.prisma, other)).rejects.toThrow(InvalidInputError);
    await checkSecret(database.prisma, one);
  });

  it('changes what is given and nothing else', async () => {
    await store.create(newConnection());
    const facts: CallFault = {
      kind: 'key_refused',
      reason: null,
      statusCode: 401,
      providerCode: 'invalid_api_key',
      providerMessage: 'Incorrect API key provided.',
      retryAfterMs: null,
      systemCode: null,
      address: 'api.openai.com/v1',
    };
    const finding = { code: 'call_failed', facts } as const;
    const lastTest = { at: '2026-11-21T13:00:00.000Z', ok: false, finding };
    await store.update('c1', { lastTest, lastUsedAt: new Date('2026-11-21T14:00:00Z') });
    await store.update('c1', {
      apiKey: 'sk-proj-new-9876',
      limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
    });
    await store.update('c1', { name: 'Other' });
    expect(await store.find('c1')).toMatchObject({
      name: 'Other',
      keyLast4: '9876',
      limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
      lastTest,
      lastUsedAt: '2026-11-21T14:00:00.000Z',
    });
    expect((await store.getSecrets('c1')).apiKey).toBe('sk-proj-new-9876');
    await expect(store.update('c2', { name: 'x' })).rejects.toThrow(NotFoundError);
    await expect(store.getSecrets('c2')).rejects.toThrow(NotFoundError);
  });

  it('shows nothing of a key so short that four characters are much of it', async () => {
    await store.create(newConnection({ apiKey: 'abcd' }));
    expect((await store.find('c1'))?.keyLast4).toBe('');
    await store.update('c1', { apiKey: '12345678901' });
    expect((await store.find('c1'))?.keyLast4).toBe('');
    await store.update('c1', { apiKey: '123456789012' });
    expect((await store.find('c1'))?.keyLast4).toBe('9012');
  });

  it('gives name, kind, address and limits without opening the key', async () => {
    await store.create(newConnection());
    const { id, name, kind, baseUrl, limits } = newConnection();
    const other = storeWith('another secret altogether, long enough');
    expect(await other.findSettings('c1')).toEqual({ id, name, kind, baseUrl, limits });
    expect(await other.findSettings('gone')).toBeNull();
  });

  it('refuses an id that is taken', async () => {
    await store.create(newConnection());
    await expect(store.create(newConnection({ name: 'Second' }))).rejects.toThrow(ConflictError);
    expect((await store.find('c1'))?.name).toBe('OpenAI');
  });

  it('counts the batches on it, and stays while one of them runs', async () => {
    await store.create(newConnection());
    await saveBatch('b1', true);
    await saveBatch('b2', false);
    expect(await store.find('c1')).toMatchObject({ batchCount: 2, openBatchCount: 1 });
    await expect(store.remove('c1')).rejects.toThrow(WrongStateError);
    await database.prisma.batch.delete({ where: { id: 'b1' } });
    await store.remove('c1');
    await store.remove('c1');
    expect(await store.find('c1')).toBeNull();
  });

  it('stays while its only job is in doubt, although no worker has anything to do', async () => {
    await store.create(newConnection());
    const hold = {
      kind: 'job_in_doubt',
      code: 'as_written',
      since: '2026-11-21T12:00:00.000Z',
      facts: { text: 'Was it made?' },
    } as const;
    const index = createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
    const storage = createPrismaBatchStorage({
      prisma: database.prisma,
      workspaceId: 'local',
      files: createMemoryFiles(),
      index,
    });
    const job = makeJob('j', { stage: 'sending', status: 'queued', providerId: null, hold });
    await storage.saveBatch(makeBatch('b1', { connectionId: 'c1', attempts: [makeAttempt(1, [job])] }), 0);
    await expect(store.remove('c1')).rejects.toThrow(WrongStateError);
  });
});
