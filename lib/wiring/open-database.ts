import type { Pool } from 'pg';
import { keepSandboxKey } from '#lib/config/keep-secret.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Providers } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma, type Prisma, type PrismaTransaction } from '#lib/db/prisma.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { Logger } from '#lib/log.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { checkSecret } from '#lib/storage/prisma/check-secret.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { connectionLimits, createConnectionProvider } from './connection-provider.ts';
import { createFileStore } from './create-file-store.ts';
import { createProviderRegistry } from './provider-registry.ts';

export interface DatabaseOptions {
  readonly databaseUrl: string;
  /** What the keys of connections are sealed with. */
  readonly secret: string;
  /** Holds the files. */
  readonly dataDir: string;
  /** Where the sandbox listens, without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
  readonly log: Logger;
  /** Whether the process may end while connections are open but at rest. */
  readonly allowExitOnIdle?: boolean;
}

/** The dashboard's database with what lies beside it, opened: everything that does not need the queue. */
export interface OpenDatabase {
  readonly pool: Pool;
  readonly prisma: Prisma;
  readonly files: FileStore;
  readonly index: RequestIndex;
  readonly storage: BatchStorage;
  /** The storage inside a transaction. */
  storageIn(tx: PrismaTransaction): BatchStorage;
  readonly connections: ConnectionStore;
  readonly providers: Providers;
  close(): Promise<void>;
}

/**
 * Opens a migrated database. Throws `InvalidInputError` when `secret` is not the one that its keys were sealed with.
 * The caller closes what comes back.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const { databaseUrl, secret, dataDir, sandboxUrl, log, allowExitOnIdle = false } = options;
  const pool = createPool({ connectionString: databaseUrl, log, allowExitOnIdle });
  const prisma = createPrisma({ pool });
  const secrets = createSecretBox(secret);
  const close = async (): Promise<void> => {
    await prisma.$disconnect();
    await pool.end();
  };
  try {
    await checkSecret(prisma, secrets);
  } catch (error) {
    await close();
    throw error;
  }
  const index = createPostgresRequestIndex({ pool, log });
  const files = createFileStore({ dataDir });
  const connections = createPrismaConnectionStore({ prisma, secrets });
  return {
    pool,
    prisma,
    files,
    index,
    storage: createPrismaBatchStorage({ prisma, files, index }),
    storageIn: (tx) => createPrismaBatchStorage({ prisma: tx, files, index }),
    connections,
    providers: createProviderRegistry({
      connections,
      sandboxUrl,
      sandboxKey: () => keepSandboxKey(dataDir),
      createProvider: createConnectionProvider,
      limitsOf: connectionLimits,
    }),
    close,
  };
}
