import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { keepSecrets, readKeptSecrets, replaceKeptSecret } from '#lib/config/kept-secrets.ts';
import type { ConnectionStore } from '#lib/contracts/connection-store.ts';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { InvalidInputError, StorageError } from '#lib/errors.ts';
import { createSecretBox, type SecretBox } from '#lib/secrets/secret-box.ts';
import { checkSecret } from '#lib/storage/prisma/check-secret.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { rotateDatabase } from '#lib/wiring/rotate-database.ts';
import { tryLock } from '#scripts/launcher/folder-lock.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { makeDataFolder } from '../embedded-postgres/data-folder.ts';

const database = usePrismaDatabase();
const [oldSecret, newSecret] = ['the secret that was used until now', 'the secret that takes its place now'];
const [oldBox, newBox, ring] = [
  createSecretBox(oldSecret),
  createSecretBox(newSecret),
  createSecretBox(newSecret, oldSecret),
];
const names = ['c1', 'c2', 'c3'];
const script = join(import.meta.dirname, '../../../scripts/secrets.ts');

function storeWith(secrets: SecretBox, prisma = database.prisma): ConnectionStore {
  return createPrismaConnectionStore({ prisma, secrets, workspaceId: 'local' });
}

const newConnection = (id: string) => ({
  id,
  name: id,
  kind: 'openai' as const,
  baseUrl: '',
  apiKey: `sk-key-of-${id}`,
  limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
  createdAt: new Date(),
});

async function readKeys(secrets: SecretBox, ids = names): Promise<(string | null)[]> {
  return Promise.all(ids.map(async (id) => (await storeWith(secrets).getSecrets(id)).apiKey));
}

const allKeys = names.map((id) => `sk-key-of-${id}`);

/** Of every sealed text, whether the new secret has sealed it. */
async function whatIsNew(): Promise<boolean[]> {
  const { rows } = await database.pool.query<{ sealed: string }>(
    'select encrypted_key as sealed from connection union all select value from setting',
  );
  return rows.map(({ sealed }) => newBox.isCurrent(sealed));
}

const environment = (changes: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  DATABASE_URL: database.url,
  LANGBATCH_SECRET: newSecret,
  LANGBATCH_SECRET_PREVIOUS: oldSecret,
  ...changes,
});

const rotateHere = () => rotateDatabase(database.url, { secret: newSecret, previousSecret: oldSecret });

function rotate(env: NodeJS.ProcessEnv): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, 'rotate'], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('changing the secret of a database', () => {
  beforeEach(async () => {
    await database.prisma.connection.deleteMany();
    await database.prisma.setting.deleteMany();
    await checkSecret(database.prisma, oldBox);
    for (const id of names) await storeWith(oldBox).create(newConnection(id));
  });

  test('seals every text anew, refuses the old secret from then on, and may be asked for twice', async () => {
    const { code, stdout } = await rotate(environment());
    expect(stdout).toContain('4 texts');
    expect(stdout).toContain('Remove LANGBATCH_SECRET_PREVIOUS now');
    expect(code).toBe(0);
    expect(await whatIsNew()).toEqual([true, true, true, true]);
    expect(await readKeys(newBox)).toEqual(allKeys);
    await expect(checkSecret(database.prisma, oldBox)).rejects.toThrow(InvalidInputError);
    await checkSecret(database.prisma, newBox);
    expect(await rotateHere()).toEqual({ sealedAnew: 0, lostKeys: [] });
  });

  test('ends every session once, and leaves those that begin after it', async () => {
    const now = new Date();
    const stamps = { createdAt: now, updatedAt: now };
    const begin = async (token: string): Promise<void> => {
      await database.prisma.session.create({ data: { id: token, token, personId: 'p1', expiresAt: now, ...stamps } });
    };
    await database.prisma.person.create({
      data: { id: 'p1', name: 'Ada', email: 'ada@example.org', emailVerified: true, ...stamps },
    });
    await begin('before');
    await rotateHere();
    expect(await database.prisma.session.count()).toBe(0);
    await begin('after');
    await rotateHere();
    expect(await database.prisma.session.count()).toBe(1);
  });

  test('a process that still has the old secret saves no key that nobody could open', async () => {
    await rotateHere();
    const late = storeWith(oldBox);
    await expect(late.create(newConnection('c4'))).rejects.toThrow(StorageError);
    await expect(late.update('c1', { apiKey: 'sk-late' })).rejects.toThrow(StorageError);
    await late.update('c1', { lastUsedAt: new Date() });
    expect(await database.prisma.connection.count()).toBe(3);
    expect(await readKeys(newBox)).toEqual(allKeys);
  });

  test.each([
    ['between two keys', 'before update on connection', `old.id = 'c2'`],
    ['while it commits', 'after update on setting deferrable initially deferred', 'true'],
  ])('killed %s, it leaves all texts or none, and goes on when it is run again', async (_moment, when, which) => {
    const lock = await database.pool.connect();
    const releaseAll = async (): Promise<void> => {
      lock.release(true);
      await database.pool.query('drop function stand_still cascade');
    };
    await lock.query('select pg_advisory_lock(4711)');
    await lock.query(`create function stand_still() returns trigger language plpgsql as $$
      begin if ${which} then perform pg_advisory_xact_lock(4711); end if; return new; end $$`);
    await lock.query(
      `create ${when.startsWith('after') ? 'constraint ' : ''}trigger stand_still ${when} for each row execute function stand_still()`,
    );
    onTestFinished(releaseAll);

    const child = spawn(process.execPath, [script, 'rotate'], { env: environment(), stdio: 'ignore' });
    await vi.waitFor(
      async () => {
        const { rows } = await lock.query(`select from pg_locks where locktype = 'advisory' and not granted`);
        expect(rows).toHaveLength(1);
      },
      { timeout: 300_000 },
    );
    expect(await readKeys(oldBox)).toEqual(allKeys);
    expect(await readKeys(ring)).toEqual(allKeys);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await lock.query('select pg_advisory_unlock(4711)');
    const left = `select from pg_locks where relation = 'connection'::regclass and mode = 'ShareRowExclusiveLock'`;
    await vi.waitFor(async () => expect((await lock.query(left)).rows).toEqual([]), { timeout: 300_000 });

    expect(new Set(await whatIsNew()).size).toBe(1);
    expect(await readKeys(ring)).toEqual(allKeys);
    expect((await rotateHere()).lostKeys).toEqual([]);
    expect(await whatIsNew()).toEqual([true, true, true, true]);
    expect(await readKeys(newBox)).toEqual(allKeys);
  });

  test('a process with both secrets saves keys with the new one, which the change leaves alone', async () => {
    await storeWith(ring).update('c2', { apiKey: 'sk-new' });
    expect(await readKeys(newBox, ['c2'])).toEqual(['sk-new']);
    expect(await rotateHere()).toEqual({ sealedAnew: 3, lostKeys: [] });
    expect(await readKeys(newBox)).toEqual(['sk-key-of-c1', 'sk-new', 'sk-key-of-c3']);
  });

  test('names the connections whose key neither secret opens, and changes the rest', async () => {
    await database.prisma.connection.update({ where: { id: 'c3' }, data: { encryptedKey: 'v1.other.text.x' } });
    expect(await rotateHere()).toEqual({ sealedAnew: 3, lostKeys: ['c3'] });
    expect(await readKeys(newBox, ['c1', 'c2'])).toEqual(allKeys.slice(0, 2));
  });

  test('with a secret missing or a wrong one it says what to set, and changes nothing', async () => {
    const { code, stderr } = await rotate(environment({ LANGBATCH_SECRET_PREVIOUS: '' }));
    expect(stderr).toMatch(/^Set LANGBATCH_SECRET to the new secret and LANGBATCH_SECRET_PREVIOUS to the one .*\n$/);
    expect(code).toBe(1);
    const wrong = rotateDatabase(database.url, { secret: newSecret, previousSecret: `${newSecret}!` });
    await expect(wrong).rejects.toThrow(InvalidInputError);
    expect(await readKeys(oldBox)).toEqual(allKeys);
  });
});

describe('changing the secret of a data folder', () => {
  async function withStore<T>(
    url: string,
    secrets: SecretBox,
    work: (store: ConnectionStore) => Promise<T>,
  ): Promise<T> {
    const pool = createPool({ connectionString: url });
    const prisma = createPrisma({ pool });
    try {
      await checkSecret(prisma, secrets);
      return await work(storeWith(secrets, prisma));
    } finally {
      await prisma.$disconnect();
      await pool.end();
    }
  }

  test('it makes a new one, and goes on with it when the last try ended before the file was in place', async () => {
    const dataDir = await makeDataFolder();
    const before = await keepSecrets(dataDir);
    const server = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => server.stop());
    await migrateDatabase({ databaseUrl: server.url });
    await withStore(server.url, createSecretBox(before.secret), (store) => store.create(newConnection('c1')));

    const interrupted = replaceKeptSecret(dataDir, async (secrets) => {
      await rotateDatabase(server.url, secrets);
      throw new Error('killed here');
    });
    await expect(interrupted).rejects.toThrow('killed here');
    const between = await keepSecrets(dataDir);
    expect(between.previousSecret).toBe(before.secret);
    expect(await readKeptSecrets(dataDir)).toEqual(between);
    const readKey = async (store: ConnectionStore): Promise<string | null> => (await store.getSecrets('c1')).apiKey;
    const both = createSecretBox(between.secret, between.previousSecret);
    expect(await withStore(server.url, both, readKey)).toBe('sk-key-of-c1');

    const { code, stdout } = await rotate({ NODE_ENV: 'test', LANGBATCH_DATA_DIR: dataDir });
    expect(stdout).toContain('The new secret is in the data folder. Start LangBatch again.');
    expect(code).toBe(0);
    expect(await keepSecrets(dataDir)).toEqual({ secret: between.secret, previousSecret: null });
    const again = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => again.stop());
    expect(await withStore(again.url, createSecretBox(between.secret), readKey)).toBe('sk-key-of-c1');
  });

  test('it is refused while LangBatch runs there, and where there is no secret yet', async () => {
    const dataDir = await makeDataFolder();
    const env = { NODE_ENV: 'test' as const, LANGBATCH_DATA_DIR: dataDir };
    expect((await rotate(env)).stderr).toContain('npm start makes one');
    const lock = tryLock(join(dataDir, 'launcher.lock'));
    onTestFinished(() => lock?.release());
    expect((await rotate(env)).stderr).toContain('Stop it, run this again');
  });
});
