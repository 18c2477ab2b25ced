import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '#lib/config/env.ts';
import { assertMigrated } from '#lib/db/assert-migrated.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { StorageError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';
import { readRememberedPort } from '#lib/net/remembered-port.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { isSystemError } from '#lib/system-error.ts';
import { type OpenDatabase, openDatabase, type WorkspaceStores } from './open-database.ts';

/** What the workspace Local has in the database, with the address of the sandbox that belongs to it. */
export interface DashboardDatabase extends Pick<OpenDatabase, 'close'>, WorkspaceStores {
  /** Without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
}

export type DashboardSettings = Pick<Settings, 'dataDir' | 'databaseUrl' | 'sandbox' | 'secret'>;

/**
 * Opens the database that a dashboard with these settings uses: that of `DATABASE_URL`, else the embedded one that
 * `npm start` runs in the data folder. Throws `StorageError` when it does not run, or has another schema.
 */
export async function openDashboardDatabase(settings: DashboardSettings): Promise<DashboardDatabase> {
  const { dataDir } = settings;
  const databaseUrl = settings.databaseUrl ?? (await findEmbeddedPostgres({ dataDir }));
  const secret = settings.secret ?? (await readSecret(dataDir));
  if (databaseUrl === null || secret === null) {
    throw new StorageError(
      `The dashboard does not run in the data folder ${dataDir}. Start it with npm start, or set DATABASE_URL.`,
    );
  }
  await assertMigrated(databaseUrl);
  const sandboxUrl = await findSandbox(settings);
  // A script has no log of ours: what matters to it is thrown.
  const log = createLogger({ sink: () => {}, now: () => new Date() });
  const database = await openDatabase({ databaseUrl, secret, dataDir, sandboxUrl, log, allowExitOnIdle: true });
  return { ...database.storesOf(localWorkspace.id), close: database.close, sandboxUrl };
}

async function findSandbox({ dataDir, sandbox }: DashboardSettings): Promise<string | null> {
  if (sandbox.url !== null || !sandbox.isOn) return sandbox.url;
  const port = sandbox.port ?? (await readRememberedPort(join(dataDir, 'sandbox-port')));
  return port === null ? null : `http://127.0.0.1:${port}`;
}

/** The one that the launcher keeps in the data folder; null when it was never started there. */
async function readSecret(dataDir: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDir, 'secret'), 'utf8')).trim();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
