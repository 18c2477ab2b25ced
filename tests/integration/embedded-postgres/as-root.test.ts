import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { chooseServerAccount } from '#lib/db/embedded/server-account.ts';
import { makeDataFolder, query, startServer } from './data-folder.ts';

const forbidNamespaces = (): Promise<boolean> => Promise.resolve(false);

// Who we are and what this machine allows decides which of these can be seen.
const account = await chooseServerAccount('/no-cluster-here');

describe('the embedded database', () => {
  if (account.kind === 'self') {
    it('is run by an ordinary user as that user', async () => {
      const server = await startServer(await makeDataFolder(), { placement: { canMakeNamespace: forbidNamespaces } });
      expect(server.movedTo).toBe(null);
    });
    return;
  }

  if (account.kind === 'namespace') {
    it('is run by root in a user namespace, its files staying root’s', async () => {
      const dataDir = join(await makeDataFolder(), 'closed');
      await mkdir(dataDir, { mode: 0o700 });
      const server = await startServer(dataDir);
      expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(server.movedTo).toBe(null);
      expect((await stat(join(dataDir, 'postgres'))).uid).toBe(0);
    });
  }

  it('is run by another user where root can’t make namespaces, with the cluster handed over', async () => {
    const folder = await makeDataFolder();
    await chmod(folder, 0o755);
    const dataDir = join(folder, 'data');
    const placement = { sharedRoot: join(folder, 'shared'), canMakeNamespace: forbidNamespaces };
    const server = await startServer(dataDir, { placement });
    await query(server, 'create table kept as select 42 as answer');
    await server.stop();

    const again = await startServer(dataDir, { placement });
    expect(await query(again, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(again.movedTo).toBe(server.movedTo);
    const clusterDir = again.movedTo === null ? join(dataDir, 'postgres') : join(again.movedTo, 'postgres');
    expect((await stat(clusterDir)).uid).not.toBe(0);
  });

  it('moves with its programs, and says where to, when that other user can’t reach them', async () => {
    const folder = await makeDataFolder();
    await chmod(folder, 0o755);
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const dataDir = join(closed, 'data');
    const sharedRoot = join(folder, 'shared');
    const first = await startServer(dataDir, { placement: { sharedRoot } });
    await query(first, 'create table kept as select 42 as answer');
    await first.stop();

    const moved = await startServer(dataDir, { placement: { sharedRoot, canMakeNamespace: forbidNamespaces } });
    expect(moved.movedTo).toContain(sharedRoot);
    expect(await query(moved, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(await findEmbeddedPostgres({ dataDir, sharedRoot })).toBe(moved.url);
    await moved.stop();

    const allowedAgain = await startServer(dataDir, { placement: { sharedRoot } });
    expect(await query(allowedAgain, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });
});
