import { statfs } from 'node:fs/promises';
import { PgBoss, fromPrisma } from 'pg-boss';
import { createTurns } from '#lib/batch/store/create-turns.ts';
import type { Settings } from '#lib/config/env.ts';
import { ensureDefaultConnections } from '#lib/connections/ensure-default-connections.ts';
import type { Access } from '#lib/contracts/accounts.ts';
import { type AuditLog, noAudit } from '#lib/contracts/audit.ts';
import type { Context, Timing, Turns } from '#lib/contracts/context.ts';
import type { Mailing } from '#lib/contracts/mail.ts';
import type { DeletedWorkspaces } from '#lib/contracts/workspaces.ts';
import { type ChangeFeed, createChangeFeed } from '#lib/db/change-feed.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import { createHealthCheck } from '#lib/db/health.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { maintain } from '#lib/jobs/maintain.ts';
import { createQueues } from '#lib/jobs/queues.ts';
import { startWorker, type Worker } from '#lib/jobs/start-worker.ts';
import { createTaskQueue } from '#lib/jobs/task-queue.ts';
import { createLogger, type Logger } from '#lib/log.ts';
import { createMailer } from '#lib/notify/create-mailer.ts';
import { createMailing } from '#lib/notify/create-mailing.ts';
import { createSeldom } from '#lib/seldom.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import type { Health } from '#lib/shared/contract/health.ts';
import type { Role, TokenScope } from '#lib/shared/contract/rights.ts';
import { localWorkspace, type Workspace } from '#lib/shared/contract/workspace.ts';
import { openAuditLog, removeOldAudit } from '#lib/storage/prisma/audit-log.ts';
import { createAuditRows } from '#lib/storage/prisma/audit-rows.ts';
import { withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { createDeletedWorkspaces } from '#lib/storage/prisma/deleted-workspaces.ts';
import { namesOf } from '#lib/storage/prisma/people-store.ts';
import { createQuota } from '#lib/storage/prisma/quota-store.ts';
import { isSystemError } from '#lib/system-error.ts';
import { type Accounts, createAccounts } from './create-accounts.ts';
import type { OpenDatabase } from './open-database.ts';
import { openGuardedDatabase } from './open-guarded-database.ts';
import { randomIds } from './random-ids.ts';
import { systemClock } from './system-clock.ts';

/** Adapters joined by the settings of this process. One for a process. */
export interface Runtime {
  /**
   * A context for one actor in one workspace, by default as the owner of Local. Where people sign in, `caller` says by
   * what they were let in: a change is kept only if it still holds.
   */
  context(actor: Actor, membership?: Membership, caller?: Caller): Context;
  /** Null where nobody signs in. */
  readonly accounts: Accounts | null;
  health(): Promise<Health>;
  startWorker(): Promise<Worker>;
  /** Ends everything that was opened; contexts abort. */
  close(): Promise<void>;
}

/** Where an actor is, and what they may do there. */
export interface Membership {
  readonly workspace: Workspace;
  readonly role: Role;
  /** See `Context`. */
  readonly scope?: TokenScope;
}

/** Somebody who signed in, and from where they call. */
interface Caller {
  readonly access: Access;
  readonly address: string | null;
}

const worker: Actor = { kind: 'worker', id: 'worker', name: 'worker' };
const ownerOfLocal: Membership = { workspace: localWorkspace, role: 'owner' };

const defaultTiming = { leaseMs: 30_000, doubtMs: 120_000, sweepMs: 10_000 };

/**
 * Opens database, queue and files. Throws `InvalidInputError` for settings that do not suffice, `StorageError` for a
 * database that does not answer.
 */
export function createRuntime(settings: Settings, timingChanges: Partial<Timing> = {}): Promise<Runtime> {
  return onDatabase(() => openRuntime(settings, timingChanges));
}

async function openRuntime(settings: Settings, timingChanges: Partial<Timing>): Promise<Runtime> {
  const { databaseUrl, secret } = databaseSettings(settings);
  const { dataDir, previousSecret, sandbox, workspaceQuotaBytes: quotaBytes } = settings;
  const log = createLogger({ sink: (line) => process.stdout.write(`${line}\n`), now: () => new Date() });
  let accounts: Accounts | null = null;
  const hasAccounts = (): boolean => accounts !== null;
  const { database, calls } = await openGuardedDatabase(
    { databaseUrl, secret, previousSecret, dataDir, sandboxUrl: sandbox.url, log },
    { openAiUrl: settings.openai.baseUrl, accounts: settings.accounts },
  );
  const boss = createBoss(databaseUrl, log);
  const changes = createChangeFeed({ connectionString: databaseUrl, log });
  const stop = new AbortController();
  const timing = { pollMs: settings.pollIntervalMs, ...defaultTiming, ...timingChanges };
  const mailing = openMailing(settings, log);
  const bound = { addresses: calls, hasAccounts, quotaBytes, mailing, turns: createTurns(), signal: stop.signal };
  const context = contextMaker({ database, boss, changes, log, timing, ...bound });
  // A worker does what is due in every workspace, in the context of that one. No name is shown of it.
  const contextOf = (workspaceId: string): Context =>
    context(worker, { workspace: { id: workspaceId, name: workspaceId }, role: 'owner' });
  const deleted = createDeletedWorkspaces(database.prisma);
  const health = createHealthCheck({ pool: database.pool, readFreeBytes: () => readFreeBytes(dataDir) });
  const close = async (): Promise<void> => {
    stop.abort();
    await Promise.all([boss.stop({ graceful: false }), changes.close(), mailing?.settled()]);
    await Promise.all([database.close(), calls.close()]);
  };
  try {
    accounts = await createAccounts(settings, database, changes.access, { log, mailing });
    await boss.start();
    await createQueues(boss);
    for (const id of await listLivingIds(database, deleted)) await ensureDefaultConnections(contextOf(id), settings);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    context,
    accounts,
    health: () => health.check(),
    startWorker: () =>
      startWorker({
        boss,
        context: context(worker),
        workspaces: { listIds: () => database.listWorkspaceIds(), contextOf },
        beat: () => health.beat(),
        maintain: maintain(systemClock, { deleted, removeOldAudit: auditUpkeep(database.prisma, settings) }),
      }),
    close,
  };
}

/** Null where no mail is sent. */
function openMailing({ mail, publicOrigins: [origin] }: Settings, log: Logger): Mailing | null {
  return mail === null ? null : createMailing({ mailer: createMailer(mail), origin, log });
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
  // Without its database every slot says so twice a second.
  const say = createSeldom({ everyMs: 60_000, now: () => Date.now() });
  boss.on('error', (error) => say(error.message, (before) => log.error('queue failed', { before }, error)));
  return boss;
}

interface Adapters {
  readonly database: OpenDatabase;
  readonly boss: PgBoss;
  readonly changes: ChangeFeed;
  readonly log: Logger;
  readonly timing: Timing;
  readonly turns: Turns;
  readonly signal: AbortSignal;
  readonly addresses: NonNullable<Context['addresses']>;
  /** Where nobody signs in, there are no members, and every address may be called. */
  readonly hasAccounts: () => boolean;
  /** Null where workspaces may store as much as there is room for. */
  readonly quotaBytes: number | null;
  readonly mailing: Mailing | null;
}

async function listLivingIds(database: OpenDatabase, deleted: DeletedWorkspaces): Promise<readonly string[]> {
  const gone = await deleted.listIds();
  return (await database.listWorkspaceIds()).filter((id) => !gone.includes(id));
}

const auditUpkeep =
  (prisma: Prisma, { auditDays }: Pick<Settings, 'auditDays'>) =>
  () =>
    removeOldAudit(prisma, auditDays);

function contextMaker(adapters: Adapters): Runtime['context'] {
  const { database, boss, changes, addresses, hasAccounts, quotaBytes: limitBytes, mailing, ...rest } = adapters;
  const { prisma } = database;
  const quotaOf = (workspaceId: string) =>
    limitBytes === null ? {} : { quota: createQuota({ prisma, workspaceId, limitBytes }) };
  return (actor, membership = ownerOfLocal, caller) => {
    const { workspace } = membership;
    const { storageIn, connectionsIn, membersIn, templatesIn, ...stores } = database.storesOf(workspace.id);
    const auditRows = createAuditRows(database.pool, workspace.id);
    const ofAccounts = (client: Prisma | PrismaTransaction) =>
      hasAccounts() ? { ...membersIn(client), addresses, auditRows, ...(mailing === null ? {} : { mailing }) } : {};
    const ctx: Context = {
      actor,
      ...membership,
      ...rest,
      ...stores,
      ...ofAccounts(database.prisma),
      ...quotaOf(workspace.id),
      templates: templatesIn(database.prisma),
      namesOf: (ids) => namesOf(database.prisma, ids),
      audit: noTransaction,
      verb: null,
      tasks: createTaskQueue(boss, { workspaceId: workspace.id }),
      changes: changes.of(workspace.id),
      clock: systemClock,
      ids: randomIds,
      transaction: (work) =>
        withPrismaTransaction(database.prisma, async (tx) =>
          work({
            ...ctx,
            audit: await auditIn(tx, workspace.id, actor, caller),
            storage: storageIn(tx),
            connections: connectionsIn(tx),
            templates: templatesIn(tx),
            ...ofAccounts(tx),
            tasks: createTaskQueue(boss, { workspaceId: workspace.id, db: fromPrisma(tx) }),
          }),
        ),
    };
    return ctx;
  };
}

/** A row that is written apart from its change could tell of one that was never made. */
const noTransaction: AuditLog = {
  write: () => Promise.reject(new Error('An audit row is written in the transaction of its change.')),
};

async function auditIn(
  tx: PrismaTransaction,
  workspaceId: string,
  { kind, id, name }: Actor,
  caller: Caller | undefined,
): Promise<AuditLog> {
  if (kind === 'worker') return noAudit;
  const via = caller === undefined ? 'local' : viaOf(caller.access);
  const author = { actor: { kind, id, name }, via, viaName: null, address: caller?.address ?? null } as const;
  return openAuditLog(tx, workspaceId, { author, access: caller?.access ?? null });
}

function viaOf({ credential }: Access): 'token' | 'browser' {
  return credential.kind === 'token' ? 'token' : 'browser';
}
