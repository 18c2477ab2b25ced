import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { makeDataFolder, query, startServer } from './data-folder.ts';

describe('the embedded database', () => {
  it('is a durable UTF-8 server that asks for a password and listens on loopback alone', async () => {
    const dataDir = await makeDataFolder();
    const server = await startServer(dataDir);
    const settings = `select name, setting from pg_settings where name in
      ('fsync', 'full_page_writes', 'listen_addresses', 'password_encryption', 'server_encoding', 'synchronous_commit',
       'unix_socket_directories', 'TimeZone')`;
    expect(Object.fromEntries((await query(server, settings)).map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      password_encryption: 'scram-sha-256',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
      unix_socket_directories: '',
      TimeZone: 'UTC',
    });
    const wrong = { ...server, url: server.url.replace(/:[^:@]+@/, ':wrong@') };
    await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o077).toBe(0);
  });

  it('sorts text by its bytes, so that an index order is the same on every machine', async () => {
    const server = await startServer(await makeDataFolder());
    const rows = await query(server, `select x from unnest(array['b', 'ä', 'B', 'a']) as x order by x`);
    expect(rows.map(({ x }) => x)).toEqual(['B', 'a', 'b', 'ä']);
  });

  it('keeps data, password and port from one start to the next', async () => {
    const dataDir = await makeDataFolder();
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first, 'create table kept as select 42 as answer');
    await first.stop();
    await first.stop();

    const second = await startServer(dataDir);
    expect(second.isAdopted).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('is found by those who did not start it, while it runs', async () => {
    const dataDir = await makeDataFolder();
    const sharedRoot = `${dataDir}-shared`;
    expect(await findEmbeddedPostgres({ dataDir, sharedRoot })).toBeNull();
    const server = await startServer(dataDir);
    expect(await findEmbeddedPostgres({ dataDir, sharedRoot })).toBe(server.url);
    await server.stop();
    expect(await findEmbeddedPostgres({ dataDir, sharedRoot })).toBeNull();
    expect(await findEmbeddedPostgres({ dataDir: join(dataDir, 'missing'), sharedRoot })).toBeNull();
  });

  it('takes another port, and remembers it, when a stranger listens on its own', async () => {
    const dataDir = await makeDataFolder();
    const first = await startEmbeddedPostgres({ dataDir });
    await first.stop();
    const stranger = createServer().listen(first.port, '127.0.0.1');
    onTestFinished(() => void stranger.close());

    const second = await startServer(dataDir);
    expect(second.port).not.toBe(first.port);
    expect(Number(await readFile(join(dataDir, 'postgres-port'), 'utf8'))).toBe(second.port);
  });

  it('says which version made a cluster that it cannot open', async () => {
    const dataDir = await makeDataFolder();
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '14\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/made by PostgreSQL 14.*brings PostgreSQL 18/);
  });
});
