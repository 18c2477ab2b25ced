import { join } from 'node:path';
import type { Settings } from '#lib/config/env.ts';
import { readKeptSecrets, type Secrets } from '#lib/config/kept-secrets.ts';
import type { Context } from '#lib/contracts/context.ts';
import { assertMigrated } from '#lib/db/assert-migrated.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { StorageError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';
import { readRememberedPort } from '#lib/net/remembered-port.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { openAuditLog, scriptAuthor } from '#lib/storage/prisma/audit-log.ts';
import { withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { type OpenDatabase, openDatabase, type WorkspaceStores } from './open-database.ts';

/** What the workspace Local has in the database, with the address of the sandbox that belongs to it. */
export interface DashboardDatabase extends Pick<OpenDatabase, 'close'>, WorkspaceStores {
  /** Without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
  /** Runs `work` in one transaction, in which what a script changes is noted in the audit log. */
  transaction<T>(work: (tx: AuditedTransaction) => Promise<T>): Promise<T>;
}

/** What a script changes in one transaction. */
export type AuditedTransaction = Pick<Context, 'audit' | 'connections' | 'storage'>;

export type DashboardSettings = Pick<Settings, 'dataDir' | 'databaseUrl' | 'previousSecret' | 'sandbox' | 'secret'>;

/**
 * Opens the database that a dashboard with these settings uses: that of `DATABASE_URL`, else the embedded one that
 * `npm start` runs in the data folder. Throws `StorageError` when it does not run, or has another schema.
 */
export async function openDashboardDatabase(settings: DashboardSettings): Promise<DashboardDatabase> {
  const { dataDir } = settings;
  const databaseUrl = settings.databaseUrl ?? (await findEmbeddedPostgres({ dataDir }));
  const secrets = await readSecrets(settings);
  if (databaseUrl === null || secrets === null) {
    throw new StorageError(
      `The dashboard does not run in the data folder ${dataDir}. Start it with npm start, or set DATABASE_URL.`,
    );
  }
  await assertMigrated(databaseUrl);
  const sandboxUrl = await findSandbox(settings);
  // A script has no log of ours: what matters to it is thrown.
  const log = createLogger({ sink: () => {}, now: () => new Date() });
  const database = await openDatabase({ databaseUrl, ...secrets, dataDir, sandboxUrl, log, allowExitOnIdle: true });
  const stores = database.storesOf(localWorkspace.id);
  const transaction: DashboardDatabase['transaction'] = (work) =>
    withPrismaTransaction(database.prisma, async (tx) =>
      work({
        audit: await openAuditLog(tx, localWorkspace.id, { author: scriptAuthor, access: null }),
        connections: stores.connectionsIn(tx),
        storage: stores.storageIn(tx),
      }),
    );
  return { ...stores, transaction, close: database.close, sandboxUrl };
}

async function findSandbox({ dataDir, sandbox }: DashboardSettings): Promise<string | null> {
  if (sandbox.url !== null || !sandbox.isOn) return sandbox.url;
  const port = sandbox.port ?? (await readRememberedPort(join(dataDir, 'sandbox-port')));
  return port === null ? null : `http://127.0.0.1:${port}`;
}

/** Those given, else those that the launcher keeps in the data folder; null when it was never started there. */
async function readSecrets({ dataDir, secret, previousSecret }: DashboardSettings): Promise<Secrets | null> {
  return secret === null ? readKeptSecrets(dataDir) : { secret, previousSecret };
}
