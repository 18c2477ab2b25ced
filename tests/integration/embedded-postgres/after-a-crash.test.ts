import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { runDatabase } from '#scripts/launcher/database.ts';
import { makeDataFolder, query, startServer } from './data-folder.ts';

async function readPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('the embedded database after a crash', () => {
  it('goes on under the next launcher when the first was killed', async () => {
    const dataDir = await makeDataFolder();
    const launcher = fork(join(import.meta.dirname, 'launcher-process.ts'), [dataDir]);
    await once(launcher, 'message');
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');

    const server = await startServer(dataDir);
    expect(server.isAdopted).toBe(true);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('comes back with everything committed when the server itself was killed', async () => {
    const dataDir = await makeDataFolder();
    const first = await startServer(dataDir);
    await query(first, 'create table kept as select generate_series(1, 10000) as number');
    process.kill(await readPid(dataDir), 'SIGKILL');

    const second = await startServer(dataDir);
    expect(second.isAdopted).toBe(false);
    expect(await query(second, 'select count(*)::int from kept')).toEqual([{ count: 10_000 }]);
  });

  it('is started again however often it is killed, even while it recovers', async () => {
    const dataDir = await makeDataFolder();
    const said: string[] = [];
    const database = await runDatabase(dataDir, (sentence) => said.push(sentence));
    onTestFinished(() => database.stop());
    for (const times of [1, 2]) {
      const pid = await readPid(dataDir);
      process.kill(pid, 'SIGKILL');
      // The next one is killed as soon as it is there.
      await expect.poll(() => readPid(dataDir).catch(() => pid), { timeout: 40_000, interval: 20 }).not.toBe(pid);
      if (times === 1) continue;
      await expect.poll(() => said.at(-1), { timeout: 60_000 }).toBe('The database runs again.');
    }
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('neither trusts nor signals the process whose id a stale lock happens to name', async () => {
    const dataDir = await makeDataFolder();
    const first = await startEmbeddedPostgres({ dataDir });
    const lock = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    await first.stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), lock.replace(/^\d+/, String(process.ppid)));

    const second = await startServer(dataDir);
    expect(second.isAdopted).toBe(false);
    expect(process.kill(process.ppid, 0)).toBe(true);
  });

  it.each(['', '1'])('starts over a lock that was cut off after "%s"', async (text) => {
    const dataDir = await makeDataFolder();
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), text);
    expect((await startServer(dataDir)).isAdopted).toBe(false);
  });

  it('is one server when two starts in an empty folder come at once', async () => {
    const dataDir = await makeDataFolder();
    const servers = await Promise.all([startServer(dataDir), startServer(dataDir)]);
    expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
    expect(servers.filter(({ isAdopted }) => isAdopted)).toHaveLength(1);
  });
});
