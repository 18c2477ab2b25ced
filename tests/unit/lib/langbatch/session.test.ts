import { OpenAI } from 'openai';
import { expect, test } from 'vitest';
import { noAudit } from '#lib/contracts/audit.ts';
import type { ConnectionSecrets, ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type ConnectedStorage, openContext, openSession } from '#lib/langbatch/session.ts';
import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';

const account: ConnectionSecrets = {
  id: 'ours',
  name: 'Ours',
  kind: 'openai_compatible',
  baseUrl: 'https://api.example.com/v1/',
  apiKey: 'sk-ours',
  limits: { maxRequestsPerJob: 7, maxBytesPerJob: null, maxEnqueuedTokens: null },
};

/** A storage with saved connections, and what was asked of them. */
function connectedStorage(saved: readonly ConnectionSecrets[]) {
  const asked = { lists: 0, keys: 0 };
  const unused = () => Promise.reject(new Error('This test has no use for it.'));
  const store: ConnectionStore = {
    list: () => {
      asked.lists += 1;
      return Promise.resolve(saved.map((connection) => ({ ...connection, ...neverUsed })));
    },
    find: unused,
    findSettings: (id) => Promise.resolve(saved.find((connection) => connection.id === id) ?? null),
    getSecrets: (id) => {
      asked.keys += 1;
      const found = saved.find((connection) => connection.id === id);
      return found === undefined ? unused() : Promise.resolve(found);
    },
    create: unused,
    update: unused,
    remove: unused,
  };
  const connected = { store, providers: { forConnection: unused }, sandboxUrl: null };
  const memory = new MemoryBatchStorage();
  const storage: ConnectedStorage = Object.assign(memory, {
    connections: () => Promise.resolve(connected),
    transaction: <T>(work: (tx: Pick<Context, 'audit' | 'connections' | 'storage'>) => Promise<T>) =>
      work({ audit: noAudit, connections: store, storage: memory }),
  });
  return { storage, asked };
}

const neverUsed = {
  keyLast4: null,
  batchCount: 0,
  openBatchCount: 0,
  isKeyRefused: false,
  lastTest: null,
  createdAt: '2026-11-21T12:00:00.000Z',
  lastUsedAt: null,
};

const client = new OpenAI({ baseURL: 'https://api.example.com/v1', apiKey: 'sk-ours' });

test('a script reads the keys of saved connections once, however many calls and steps it makes, and keeps the limits of its own', async () => {
  const { storage, asked } = connectedStorage([{ ...account, id: 'other', apiKey: 'sk-other' }, account]);
  const session = openSession({ client, storage });
  for (const ctx of [await openContext(session), await openContext(session)]) {
    const providers = await Promise.all([ctx.providers.forConnection('ours'), ctx.providers.forConnection(null)]);
    expect(providers.map(({ limits }) => limits.maxRequestsPerJob)).toEqual([7, 7]);
  }
  expect(await session.findConnectionId()).toBe('ours');
  expect(asked).toEqual({ lists: 1, keys: 2 });
});

test('a client that no saved connection has is looked for once too', async () => {
  const { storage, asked } = connectedStorage([{ ...account, apiKey: 'sk-other' }]);
  const session = openSession({ client, storage });
  expect(await session.findConnectionId()).toBeNull();
  const { providers } = await openContext(session);
  expect((await providers.forConnection(null)).limits.maxRequestsPerJob).not.toBe(7);
  expect(asked).toEqual({ lists: 1, keys: 1 });
});
