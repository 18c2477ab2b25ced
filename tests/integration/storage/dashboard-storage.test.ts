import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createChangeFeed } from '#lib/db/change-feed.ts';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { InvalidInputError, StorageError, WrongStateError } from '#lib/errors.ts';
import { PrismaBatchStorage, type PrismaBatchStorageOptions } from '#lib/langbatch/prisma-batch-storage.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { makeBatch } from '#tests/support/batch-records.ts';
import { useDatabase } from '#tests/support/database.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeDataFolder } from '../embedded-postgres/data-folder.ts';

const secret = 'a secret that is only used by these tests';
const database = usePrismaDatabase();
const emptyDatabase = useDatabase({ isEmpty: true });

// What the machine that runs the tests has set is none of theirs.
beforeEach(() => {
  for (const name of ['DATABASE_URL', 'LANGBATCH_SECRET', 'LANGBATCH_DATA_DIR', 'LANGBATCH_SANDBOX_URL']) {
    vi.stubEnv(name, undefined);
  }
});

async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'langbatch-dashboard-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function open(options: PrismaBatchStorageOptions): PrismaBatchStorage {
  const storage = new PrismaBatchStorage(options);
  onTestFinished(() => storage.close());
  return storage;
}

describe("the dashboard's storage in a script", () => {
  test('what it saves is announced to the dashboard and found in its lists', async () => {
    const storage = open({ databaseUrl: database.url, dataDir: await makeFolder(), secret });
    const feed = createChangeFeed({ connectionString: database.url, log: silentLog });
    onTestFinished(() => feed.close());
    const heard: (string | null)[] = [];
    feed.of('local').subscribe(null, (id) => heard.push(id));
    await vi.waitFor(() => expect(heard).toEqual([null]));
    await storage.saveBatch(makeBatch('from-a-script'), 0);
    await vi.waitFor(() => expect(heard).toEqual([null, 'from-a-script']));
    expect((await storage.index.listBatches({ limit: 10 }, new Date())).items.map(({ id }) => id)).toContain(
      'from-a-script',
    );
    await storage.removeBatch('from-a-script');
  });

  test('it knows the saved connections and makes providers from them', async () => {
    const dataDir = await makeFolder();
    await writeFile(join(dataDir, 'sandbox-port'), '4567\n');
    const storage = open({ databaseUrl: database.url, dataDir, secret });
    const { store, providers, sandboxUrl } = await storage.connections();
    const limits = { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null };
    await createPrismaConnectionStore({
      prisma: database.prisma,
      workspaceId: 'local',
      secrets: createSecretBox(secret),
    }).create({
      id: 'c1',
      name: 'Saved',
      kind: 'openai',
      baseUrl: 'https://api.example.com/v1',
      apiKey: 'sk-saved-1234',
      limits,
      createdAt: new Date(),
    });
    expect((await store.list()).map(({ id }) => id)).toEqual(['c1']);
    expect(await store.getSecrets('c1')).toMatchObject({ apiKey: 'sk-saved-1234' });
    expect((await providers.forConnection('c1')).name).toBe('Saved');
    expect(sandboxUrl).toBe('http://127.0.0.1:4567');
    vi.stubEnv('LANGBATCH_SANDBOX', 'off');
    expect((await open({ databaseUrl: database.url, dataDir, secret }).connections()).sandboxUrl).toBeNull();
  });

  test('it takes the database, folder and secret of the environment', async () => {
    const dataDir = await makeFolder();
    vi.stubEnv('DATABASE_URL', database.url);
    vi.stubEnv('LANGBATCH_SECRET', secret);
    vi.stubEnv('LANGBATCH_DATA_DIR', dataDir);
    vi.stubEnv('LANGBATCH_SANDBOX_URL', 'http://127.0.0.1:9/');
    const storage = open({});
    expect(await storage.loadBatch('none')).toBeNull();
    expect(storage.files.localPath?.('a/b')).toBe(join(dataDir, 'files/a/b'));
    expect((await storage.connections()).sandboxUrl).toBe('http://127.0.0.1:9');
  });

  test('a closed one says so, and closing twice is no error', async () => {
    const storage = open({ databaseUrl: database.url, dataDir: await makeFolder(), secret });
    {
      await using used = storage;
      expect(await used.loadBatch('none')).toBeNull();
    }
    await expect(storage.loadBatch('none')).rejects.toThrow(WrongStateError);
    await storage.close();
    const unused = open({ databaseUrl: database.url, dataDir: await makeFolder(), secret });
    await unused.close();
    await expect(unused.connections()).rejects.toThrow(WrongStateError);
  });
});

describe("the dashboard's storage that cannot be opened", () => {
  test('says to start the dashboard when none runs in the data folder', async () => {
    const missing = open({ dataDir: join(await makeFolder(), 'missing') });
    await expect(missing.loadBatch('b1')).rejects.toThrow(/npm start, or set DATABASE_URL/);
    const dataDir = await makeFolder();
    await writeFile(join(dataDir, 'secret'), `${secret}\n`);
    await writeFile(join(dataDir, 'postgres-password'), 'password\n');
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/postmaster.pid'), `1\n${dataDir}/postgres\n0\n1\n`);
    await expect(open({ dataDir }).loadBatch('b1')).rejects.toThrow(StorageError);
  });

  test('names a database without its tables, and one that does not answer, but no password', async () => {
    const dataDir = await makeFolder();
    const empty = open({ databaseUrl: emptyDatabase.url, dataDir, secret });
    await expect(empty.loadBatch('b1')).rejects.toThrow(/tables .* npm start/);
    const nobody = open({ databaseUrl: 'postgresql://user:hidden@127.0.0.1:1/none', dataDir, secret });
    const failure = await nobody.loadBatch('b1').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageError);
    expect(String(failure)).toContain('127.0.0.1:1');
    expect(String(failure)).not.toContain('hidden');
  });

  test('is opened by a later call once it can be', async () => {
    const dataDir = await makeDataFolder();
    const storage = open({ dataDir });
    await expect(storage.loadBatch('b1')).rejects.toThrow(StorageError);
    // Where its cluster goes on this machine is left to it, as a script cannot choose that either.
    const server = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => server.stop());
    await migrateDatabase({ databaseUrl: server.url });
    await writeFile(join(dataDir, 'secret'), `${secret}\n`);
    await storage.saveBatch(makeBatch('b1'), 0);
    expect(await storage.listBatchIds({ limit: 10 })).toEqual(['b1']);
    await storage.close();
  });

  test('refuses a secret that is not the database own, and one that is missing', async () => {
    const dataDir = await makeFolder();
    await open({ databaseUrl: database.url, dataDir, secret }).loadBatch('b1');
    const other = open({ databaseUrl: database.url, dataDir, secret: 'another secret, as long as it has to be' });
    await expect(other.loadBatch('b1')).rejects.toThrow(InvalidInputError);
    expect(() => new PrismaBatchStorage({ databaseUrl: database.url, dataDir })).toThrow(/LANGBATCH_SECRET/);
  });
});

describe('a process with the storage of the dashboard', () => {
  const outputSchema = z.object({
    before: z.array(z.string()),
    after: z.array(z.string()),
    batchIds: z.array(z.string()),
  });

  /** What the script tells, and how long after that it ends. */
  async function runScript(isClosed: boolean): Promise<z.infer<typeof outputSchema> & { readonly lingeredMs: number }> {
    const options = { databaseUrl: database.url, dataDir: await makeFolder(), secret };
    const script = join(import.meta.dirname, 'script-process.ts');
    const child = spawn(process.execPath, [script, JSON.stringify({ options, isClosed })], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    let text = '';
    let toldAt = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      toldAt = performance.now();
    });
    await once(child, 'close');
    return { ...outputSchema.parse(JSON.parse(text)), lingeredMs: performance.now() - toldAt };
  }

  const databaseModules = /node_modules\/(@prisma|pg|pg-[a-z-]+)\/|lib\/db\/generated/;

  test('loads no database code before its first call', async () => {
    const { before, after, batchIds } = await runScript(true);
    expect(before.some((url) => url.endsWith('prisma-batch-storage.ts'))).toBe(true);
    expect(before.filter((url) => databaseModules.test(url))).toEqual([]);
    expect(after.filter((url) => databaseModules.test(url))).not.toEqual([]);
    expect(batchIds).toEqual([]);
  });

  test.each([true, false])('ends when it has nothing more to do, closed: %s', async (isClosed) => {
    // Half of the time after which the pool ends idle connections anyway.
    expect((await runScript(isClosed)).lingeredMs).toBeLessThan(5_000);
  });
});
