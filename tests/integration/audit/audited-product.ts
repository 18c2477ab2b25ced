import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { contextFor, toChangeByApi } from '#app/_server/context-for.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { createRuntime, type Runtime } from '#lib/wiring/runtime.ts';
import { owner, setUpOwner } from '#tests/support/accounts.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

export const secret = 'a secret that is only used by this one test';

export interface AuditRecord {
  readonly workspace_id: string | null;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly via: string;
  readonly via_name: string | null;
  readonly address: string | null;
  readonly verb: string;
  readonly thing_kind: string | null;
  readonly thing_name: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface AuditedProduct {
  readonly database: ReturnType<typeof usePrismaDatabase>;
  readonly runtime: Runtime;
  readonly accounts: Accounts;
  readonly dataDir: string;
  /** Does the steps of batches in Local, as a worker. */
  readonly world: BatchWorld;
  /** The cookies of the owner's browser. */
  readonly cookies: string;
  /** What verbs get that a browser with these cookies, or a program with a token, calls. */
  contextOf(by?: { readonly cookies?: string; readonly token?: string; readonly address?: string }): Promise<Context>;
  /** The rows that `work` leaves, oldest first. */
  rowsOf(work: () => Promise<unknown>): Promise<readonly AuditRecord[]>;
  allRows(): Promise<readonly AuditRecord[]>;
}

/** A product with accounts on a database of its own, as its web process has it; to be used in tests and hooks. */
export function useAuditedProduct(): AuditedProduct {
  const database = usePrismaDatabase();
  const opened: Omit<AuditedProduct, 'contextOf' | 'rowsOf' | 'allRows' | 'database'>[] = [];
  beforeAll(async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-audit-'));
    const runtime = await createRuntime(
      parseEnv({
        DATABASE_URL: database.url,
        LANGBATCH_DATA_DIR: dataDir,
        LANGBATCH_SECRET: secret,
        LANGBATCH_URL: 'https://batches.example.org',
        LANGBATCH_SANDBOX_URL: 'http://127.0.0.1:1',
      }),
    );
    const { accounts } = runtime;
    if (accounts === null) throw new Error('This product has accounts.');
    const cookies = await setUpOwner(accounts);
    const { storage } = runtime.context({ kind: 'worker', id: 'worker', name: 'worker' });
    opened.push({ runtime, accounts, dataDir, cookies, world: createBatchWorld(storage) });
  });
  afterAll(async () => {
    for (const { runtime, dataDir } of opened) {
      await runtime.close();
      await rm(dataDir, { recursive: true, force: true });
    }
    vi.restoreAllMocks();
  });
  const get = () => {
    const [first] = opened;
    if (first === undefined) throw new Error('The product is there once the tests run.');
    return first;
  };
  const allRows = async (): Promise<readonly AuditRecord[]> =>
    (await database.pool.query<AuditRecord>('select * from audit_event order by number')).rows;
  return {
    database,
    get runtime() {
      return get().runtime;
    },
    get accounts() {
      return get().accounts;
    },
    get dataDir() {
      return get().dataDir;
    },
    get world() {
      return get().world;
    },
    get cookies() {
      return get().cookies;
    },
    contextOf({ cookies = get().cookies, token, address } = {}) {
      const headers = new Headers(
        token === undefined
          ? { cookie: cookies, origin: 'https://batches.example.org', 'sec-fetch-site': 'same-origin' }
          : { authorization: `Bearer ${token}` },
      );
      if (address !== undefined) headers.set('x-langbatch-client', address);
      return contextFor(get().runtime, headers, {}, toChangeByApi);
    },
    allRows,
    async rowsOf(work) {
      const before = (await allRows()).length;
      await work();
      return (await allRows()).slice(before);
    },
  };
}

export const ownersPassword = owner.password;
