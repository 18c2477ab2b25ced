import pg from 'pg';
import type { AccessChanges } from '#lib/contracts/accounts.ts';
import type { ChangeListener, Changes } from '#lib/contracts/changes.ts';
import type { Logger } from '#lib/log.ts';
import { accessChannel, everybody } from './access-channel.ts';
import { changeChannel, parseChange } from './change-channel.ts';

/**
 * Which batches change and whose access does, in whatever process: one connection to the database for all who listen.
 * After a gap, in which changes may have been missed, every listener is called once.
 */
export interface ChangeFeed {
  /** The changes of one workspace. */
  of(workspaceId: string): Changes;
  readonly access: AccessChanges;
  close(): Promise<void>;
}

export interface ChangeFeedOptions {
  readonly connectionString: string;
  readonly log: Logger;
  /** Waits between attempts to connect again: the first, doubled each time up to the last. */
  readonly retryMs?: { readonly first: number; readonly last: number };
}

const defaultRetryMs = { first: 250, last: 10_000 };
const connectTimeoutMs = 10_000;

/** Finds a connection that died without a word; the network may keep silent about it for hours. */
const heartbeatMs = 30_000;

/** Listens on one connection of its own, and connects again whenever that breaks. */
export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const listeners = new Map<string, Map<string | null, Set<ChangeListener>>>();
  const access = createAccessListeners();
  const closing = new AbortController();

  const following = follow(options, closing.signal, {
    onChange(payload) {
      const { workspaceId, batchId } = parseChange(payload);
      const ofWorkspace = listeners.get(workspaceId);
      for (const key of [batchId, null]) for (const listener of ofWorkspace?.get(key) ?? []) listener(batchId);
    },
    onAccess: (personId) => access.tell(personId),
    onGap() {
      access.tell(everybody);
      for (const ofWorkspace of listeners.values())
        for (const [key, group] of ofWorkspace) for (const listener of group) listener(key);
    },
  });
  return {
    access,
    of: (workspaceId) => ({
      subscribe(batchId, listener) {
        const ofWorkspace = listeners.get(workspaceId) ?? new Map<string | null, Set<ChangeListener>>();
        listeners.set(workspaceId, ofWorkspace);
        const others = ofWorkspace.get(batchId) ?? new Set();
        ofWorkspace.set(batchId, others.add(listener));
        return () => {
          others.delete(listener);
          if (others.size === 0 && ofWorkspace.get(batchId) === others) ofWorkspace.delete(batchId);
          if (ofWorkspace.size === 0 && listeners.get(workspaceId) === ofWorkspace) listeners.delete(workspaceId);
        };
      },
    }),
    async close() {
      closing.abort();
      await following;
    },
  };
}

/** By the id of the person whose access they are about. */
function createAccessListeners(): AccessChanges & { tell(personId: string): void } {
  const listeners = new Map<string, Set<() => void>>();
  return {
    subscribe(personId, listener) {
      const others = listeners.get(personId) ?? new Set();
      listeners.set(personId, others.add(listener));
      return () => {
        others.delete(listener);
        if (others.size === 0 && listeners.get(personId) === others) listeners.delete(personId);
      };
    },
    tell(personId) {
      const groups = personId === everybody ? [...listeners.values()] : [listeners.get(personId) ?? []];
      for (const group of groups) for (const listener of group) listener();
    },
  };
}

interface Events {
  readonly onChange: (payload: string) => void;
  readonly onAccess: (payload: string) => void;
  readonly onGap: () => void;
}

async function follow(options: ChangeFeedOptions, signal: AbortSignal, events: Events): Promise<void> {
  const { first, last } = options.retryMs ?? defaultRetryMs;
  let waitMs = first;
  while (!signal.aborted) {
    try {
      await listen(options.connectionString, signal, {
        ...events,
        onGap() {
          waitMs = first;
          events.onGap();
        },
      });
    } catch (error) {
      options.log.warn('change feed lost', { retryMs: waitMs }, error);
    }
    await waitOrAbort(waitMs, signal);
    waitMs = Math.min(waitMs * 2, last);
  }
}

/** Resolves when `signal` aborts, rejects when the connection can't be made or breaks. */
async function listen(connectionString: string, signal: AbortSignal, events: Events): Promise<void> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
    keepAlive: true,
    application_name: 'langbatch change feed',
  });
  const broken = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('The database closed the connection.')));
  });
  // It may break while something else is awaited.
  broken.catch(() => undefined);
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === accessChannel) events.onAccess(payload);
    else events.onChange(payload);
  });
  try {
    await client.connect();
    await client.query(`listen ${changeChannel}; listen ${accessChannel}`);
    events.onGap();
    while (!signal.aborted) {
      await Promise.race([waitOrAbort(heartbeatMs, signal), broken]);
      if (!signal.aborted) await client.query('select 1');
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
