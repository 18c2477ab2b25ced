import { join } from 'node:path';
import { PgBoss, fromPrisma } from 'pg-boss';
import type { Settings } from './config/env.ts';
import { ensureDefaultConnections } from './connections/ensure-default-connections.ts';
import type { Context, Timing } from './context.ts';
import { type ChangeFeed, createChangeFeed } from './db/change-feed.ts';
import { createHealthCheck, type Health } from './db/health.ts';
import { createPool } from './db/pool.ts';
import { createPrisma, type Prisma } from './db/prisma.ts';
import { InvalidInputError } from './errors.ts';
import { createDiskFileStore } from './files/disk/create-disk-file-store.ts';
import type { FileStore } from './files/file-store.ts';
import { createPostgresRequestIndex } from './index/postgres-request-index.ts';
import type { RequestIndex } from './index/request-index.ts';
import { maintain } from './jobs/maintain.ts';
import { createQueues } from './jobs/queues.ts';
import { startWorker, type Worker } from './jobs/start-worker.ts';
import { createTaskQueue } from './jobs/task-queue.ts';
import { createLogger, type Logger } from './log.ts';
import { createOpenAiProvider } from './providers/openai/openai-provider.ts';
import { createProviderRegistry } from './providers/provider-registry.ts';
import { randomIds } from './random-ids.ts';
import { createSecretBox, type SecretBox } from './secrets/secret-box.ts';
import type { Actor } from './shared/batch-view.ts';
import { checkSecret } from './storage/prisma/check-secret.ts';
import { createPrismaBatchStorage, withPrismaTransaction } from './storage/prisma/prisma-batch-storage.ts';
import { createPrismaConnectionStore } from './storage/prisma/prisma-connection-store.ts';
import { systemClock } from './system-clock.ts';

/** Adapters joined by the settings of this process. One for a process. */
export interface Runtime {
  context(actor: Actor): Context;
  /** Says which batches have changed, in whatever process. */
  readonly changes: ChangeFeed;
  health(): Promise<Health>;
  startWorker(): Promise<Worker>;
  /** Ends everything that was opened; contexts abort. */
  close(): Promise<void>;
}

const defaultTiming = { leaseMs: 30_000, doubtMs: 120_000, sweepMs: 10_000 };

/** Opens database, queue and files. Throws `InvalidInputError` for settings that do not suffice. */
export async function createRuntime(settings: Settings, timingChanges: Partial<Timing> = {}): Promise<Runtime> {
  const { databaseUrl, secret } = databaseSettings(settings);
  const log = createLogger({ sink: (line) => process.stdout.write(`${line}\n`), now: () => new Date() });
  const pool = createPool({ connectionString: databaseUrl, log });
  const prisma = createPrisma({ pool });
  const secrets = createSecretBox(secret);
  const boss = createBoss(databaseUrl, log);
  const changes = createChangeFeed({ connectionString: databaseUrl, log });
  const stop = new AbortController();
  const context = contextMaker({
    prisma,
    boss,
    log,
    secrets,
    index: createPostgresRequestIndex({ pool, log }),
    files: createDiskFileStore({ directory: join(settings.dataDir, 'files') }),
    sandboxUrl: settings.sandbox.url,
    timing: { pollMs: settings.pollIntervalMs, ...defaultTiming, ...timingChanges },
    signal: stop.signal,
  });
  const health = createHealthCheck(pool);
  const close = async (): Promise<void> => {
    stop.abort();
    await Promise.all([boss.stop({ graceful: false }), changes.close()]);
    await prisma.$disconnect();
    await pool.end();
  };
  try {
    await boss.start();
    await createQueues(boss);
    await checkSecret(prisma, secrets);
    await ensureDefaultConnections(context({ kind: 'worker', name: 'first start' }), settings);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    context,
    changes,
    health: () => health.check(),
    startWorker: () => {
      const ctx = context({ kind: 'worker', name: 'worker' });
      return startWorker({ boss, context: ctx, beat: () => health.beat(), maintain: maintain(ctx) });
    },
    close,
  };
}

function databaseSettings({ databaseUrl, secret }: Settings): { databaseUrl: string; secret: string } {
  if (databaseUrl !== null && secret !== null) return { databaseUrl, secret };
  throw new InvalidInputError(
    'There is no database to use. Start LangBatch with npm start, or set DATABASE_URL and LANGBATCH_SECRET.',
  );
}

/** A sender and worker of the queue; whoever starts first installs it. */
function createBoss(connectionString: string, log: Logger): PgBoss {
  const boss = new PgBoss({ connectionString, useListenNotify: true });
  boss.on('error', (error) => log.error('queue failed', {}, error));
  return boss;
}

interface Adapters {
  readonly prisma: Prisma;
  readonly boss: PgBoss;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly index: RequestIndex;
  readonly files: FileStore;
  readonly sandboxUrl: string | null;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

function contextMaker({
  prisma,
  boss,
  secrets,
  index,
  files,
  sandboxUrl,
  ...rest
}: Adapters): (actor: Actor) => Context {
  const connections = createPrismaConnectionStore({ prisma, secrets });
  const providers = createProviderRegistry({ connections, sandboxUrl, createProvider: createOpenAiProvider });
  return (actor) => {
    const ctx: Context = {
      actor,
      ...rest,
      storage: createPrismaBatchStorage({ prisma, files, index }),
      files,
      connections,
      providers,
      tasks: createTaskQueue(boss),
      clock: systemClock,
      ids: randomIds,
      transaction: (work) =>
        withPrismaTransaction(prisma, (tx) =>
          work({
            ...ctx,
            storage: createPrismaBatchStorage({ prisma: tx, files, index }),
            tasks: createTaskQueue(boss, fromPrisma(tx)),
          }),
        ),
    };
    return ctx;
  };
}
