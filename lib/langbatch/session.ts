import type { OpenAI } from 'openai';
import { createTurns } from '#lib/batch/store/create-turns.ts';
import { noAudit } from '#lib/contracts/audit.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { ConnectionSecrets, ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Context, Providers } from '#lib/contracts/context.ts';
import { InvalidInputError, NotFoundError } from '#lib/errors.ts';
import type { Logger } from '#lib/log.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { randomIds } from '#lib/wiring/random-ids.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { createDefaultProvider, createProviderForClient, defaultStorage, pollIntervalMs } from './defaults.ts';
import { guardStorage, withStorageErrors } from './guard-storage.ts';

interface Connected {
  readonly store: ConnectionStore;
  readonly providers: Providers;
  /** Where the sandbox listens, without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
}

/** What of a storage is in one transaction. */
type AuditedTransaction = Pick<Context, 'audit' | 'connections' | 'storage'>;

/** A storage that also knows saved connections, as the dashboard's own does. */
export interface ConnectedStorage extends BatchStorage {
  connections(): Promise<Connected>;
  /** Runs `work` in one transaction of its database, with the audit log that notes what scripts change. */
  transaction<T>(work: (tx: AuditedTransaction) => Promise<T>): Promise<T>;
}

/** Where a batch is kept and with what it is sent. */
export interface Session {
  /** The folder `langbatch` in `LANGBATCH_DATA_DIR` by default. */
  readonly storage: BatchStorage;
  /** Null: the batch's saved connection, else `OPENAI_API_KEY` and `OPENAI_BASE_URL`. */
  readonly client: OpenAI | null;
  /**
   * The saved connection with the client's address and key, or null: by it the dashboard's worker can go on
   * with the batch when the script has ended. It is looked for once, as that reads the keys of connections.
   */
  readonly findConnectionId: () => Promise<string | null>;
}

/** The storage and the client of a batch. */
export interface SessionOptions {
  /**
   * An `OpenAI` or `AzureOpenAI` client. By default the batch's saved connection, else one made from
   * `OPENAI_API_KEY` and `OPENAI_BASE_URL`.
   */
  readonly client?: OpenAI;
  /** Where the batch is kept. By default files in the folder `langbatch` of `LANGBATCH_DATA_DIR`. */
  readonly storage?: BatchStorage;
}

export function openSession({ client, storage }: SessionOptions): Session {
  // For callers without types.
  if (storage !== undefined && (typeof storage.loadBatch !== 'function' || typeof storage.files !== 'object'))
    throw new InvalidInputError('This storage is none: it needs the methods of BatchStorage, and files.');
  return makeSession(client ?? null, storage ?? defaultStorage());
}

/** The same client on another storage. */
export function moveSession({ client }: Session, storage: BatchStorage): Session {
  return makeSession(client, storage);
}

function makeSession(client: OpenAI | null, storage: BatchStorage): Session {
  let found: Promise<string | null> | null = null;
  const findConnectionId = (): Promise<string | null> => {
    found ??= findSameAccount(client, storage).catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
  return { client, storage, findConnectionId };
}

/** What an object for a batch is made of. */
export type SessionOfBatch = readonly [id: string, session: Session];

export interface ContextOptions {
  readonly signal?: AbortSignal | undefined;
  /** How often open jobs are looked at, in milliseconds; by default `LANGBATCH_POLL_SECONDS`. */
  readonly pollMs?: number | undefined;
  /** Called with each provider call that failed. */
  readonly onFailure?: (error: unknown) => void;
}

/** Of the whole process, whatever it is asked for at once. */
const turns = createTurns();

/** No worker listens: the caller does the steps itself. */
const timing = { leaseMs: 30_000, doubtMs: 120_000, sweepMs: 10_000 };

/** What the verbs need, for one call on a batch of this session. */
export async function openContext(session: Session, options: ContextOptions = {}): Promise<Context> {
  const storage = guardStorage(session.storage);
  const connected = isConnected(session.storage) ? await openConnections(session.storage) : null;
  const pollMs = options.pollMs ?? pollIntervalMs(session.client);
  const ctx: Context = {
    actor: { kind: 'script', id: 'script', name: 'script' },
    role: 'owner',
    workspace: localWorkspace,
    storage,
    files: storage.files,
    connections: connected?.store ?? noConnections,
    namesOf: () => Promise.resolve(new Map()),
    providers: chooseProviders(session, connected, pollMs),
    tasks: { enqueue: () => Promise.resolve() },
    changes: { subscribe: () => () => {} },
    clock: systemClock,
    timing: { ...timing, pollMs },
    ids: randomIds,
    turns,
    log: createFailureLog(options.onFailure),
    signal: options.signal ?? new AbortController().signal,
    audit: noAudit,
    verb: null,
    transaction: (work) => transactionOn(session.storage, ctx, work),
  };
  return ctx;
}

/** A storage of somebody's own has neither transactions nor an audit log. */
function transactionOn<T>(storage: BatchStorage, ctx: Context, work: (tx: Context) => Promise<T>): Promise<T> {
  if (!isConnected(storage)) return work(ctx);
  return withStorageErrors('save a batch', () =>
    storage.transaction((tx) => work({ ...ctx, ...tx, storage: guardStorage(tx.storage) })),
  );
}

/**
 * A client that was handed over counts more than the batch's saved connection, but keeps that one's limits if
 * it is the same account.
 */
function chooseProviders(
  { client, findConnectionId }: Session,
  connected: Connected | null,
  pollMs: number,
): Providers {
  return {
    async forConnection(connectionId) {
      if (client === null) {
        if (connectionId === null || connected === null) return createDefaultProvider();
        return connected.providers.forConnection(connectionId);
      }
      const savedId = await findConnectionId();
      if (savedId === null || connected === null) return createProviderForClient(client, { pollMs });
      const saved = await withStorageErrors('read a connection', () => connected.store.findSettings(savedId));
      return createProviderForClient(client, { limits: saved?.limits, pollMs });
    },
  };
}

async function findSameAccount(client: OpenAI | null, storage: BatchStorage): Promise<string | null> {
  if (client === null || !isConnected(storage)) return null;
  const { store, sandboxUrl } = await openConnections(storage);
  for (const { id } of await withStorageErrors('list connections', () => store.list())) {
    const connection = await withStorageErrors('read a connection', () => store.getSecrets(id));
    if (isSameAccount(client, connection, sandboxUrl)) return id;
  }
  return null;
}

function isSameAccount(
  client: OpenAI,
  { kind, baseUrl, apiKey }: ConnectionSecrets,
  sandboxUrl: string | null,
): boolean {
  if (kind === 'sandbox') return sandboxUrl !== null && isSame(`${sandboxUrl}/v1`, client.baseURL);
  return isSame(baseUrl, client.baseURL) && apiKey === client.apiKey;
}

function openConnections(storage: ConnectedStorage): Promise<Connected> {
  return withStorageErrors('open its connections', () => storage.connections());
}

function isSame(address: string, other: string): boolean {
  return address.replace(/\/+$/u, '') === other.replace(/\/+$/u, '');
}

function isConnected(storage: BatchStorage): storage is ConnectedStorage {
  return 'connections' in storage;
}

/** A script has a log of its own. From ours it gets only the errors, each as the cause of what is thrown. */
function createFailureLog(onFailure: ((error: unknown) => void) | undefined): Logger {
  const note = (_event: string, _fields?: unknown, error?: unknown): void => {
    if (error !== undefined) onFailure?.(error);
  };
  return { debug: note, info: note, warn: note, error: note };
}

const noConnections: ConnectionStore = {
  list: () => Promise.resolve([]),
  find: () => Promise.resolve(null),
  findSettings: () => Promise.resolve(null),
  getSecrets: refuse,
  create: refuse,
  // Noting when it was last used is all that is asked of a connection here.
  update: () => Promise.resolve(),
  remove: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new NotFoundError('This storage keeps no connections.'));
}
