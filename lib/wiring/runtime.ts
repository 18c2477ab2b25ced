import { statfs } from 'node:fs/promises';
import { PgBoss, fromPrisma } from 'pg-boss';
import type { Settings } from '#lib/config/env.ts';
import { ensureDefaultConnections } from '#lib/connections/ensure-default-connections.ts';
import type { Context, Timing } from '#lib/contracts/context.ts';
import { type ChangeFeed, createChangeFeed } from '#lib/db/change-feed.ts';
import { createHealthCheck, type Health } from '#lib/db/health.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { maintain } from '#lib/jobs/maintain.ts';
import { createQueues } from '#lib/jobs/queues.ts';
import { startWorker, type Worker } from '#lib/jobs/start-worker.ts';
import { createTaskQueue } from '#lib/jobs/task-queue.ts';
import { createLogger, type Logger } from '#lib/log.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { isSystemError } from '#lib/system-error.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { randomIds } from './random-ids.ts';
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
  const { dataDir, sandbox } = settings;
  const log = createLogger({ sink: (line) => process.stdout.write(`${line}\n`), now: () => new Date() });
  const database = await openDatabase({ databaseUrl, secret, dataDir, sandboxUrl: sandbox.url, log });
  const boss = createBoss(databaseUrl, log);
  const changes = createChangeFeed({ connectionString: databaseUrl, log });
  const stop = new AbortController();
  const timing = { pollMs: settings.pollIntervalMs, ...defaultTiming, ...timingChanges };
  const context = contextMaker({ database, boss, log, timing, signal: stop.signal });
  const health = createHealthCheck({ pool: database.pool, readFreeBytes: () => readFreeBytes(dataDir) });
  const close = async (): Promise<void> => {
    stop.abort();
    await Promise.all([boss.stop({ graceful: false }), changes.close()]);
    await database.close();
  };
  try {
    await boss.start();
    await createQueues(boss);
    await ensureDefaultConnections(context({ kind: 'worker', id: 'worker', name: 'first start' }), settings);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    context,
    changes,
    health: () => health.check(),
    startWorker: () => {
      const ctx = context({ kind: 'worker', id: 'worker', name: 'worker' });
      return startWorker({ boss, context: ctx, beat: () => health.beat(), maintain: maintain(ctx) });
    },
    close,
  };
}

/** Null where the folder is not there yet, or on a file system that does not tell. */
async function readFreeBytes(dataDir: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOSYS')) return null;
    throw error;
  }
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
  readonly database: OpenDatabase;
  readonly boss: PgBoss;
  readonly log: Logger;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

function contextMaker({ database, boss, ...rest }: Adapters): (actor: Actor) => Context {
  const { prisma, storage, files, connections, providers } = database;
  return (actor) => {
    const ctx: Context = {
      actor,
      role: 'owner',
      workspace: localWorkspace,
      ...rest,
      storage,
      files,
      connections,
      providers,
      tasks: createTaskQueue(boss),
      clock: systemClock,
      ids: randomIds,
      transaction: (work) =>
        withPrismaTransaction(prisma, (tx) =>
          work({ ...ctx, storage: database.storageIn(tx), tasks: createTaskQueue(boss, fromPrisma(tx)) }),
        ),
    };
    return ctx;
  };
}
