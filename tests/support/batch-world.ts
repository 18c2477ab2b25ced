import { Readable } from 'node:stream';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { createTurns } from '#lib/batch/store/create-turns.ts';
import { noAudit } from '#lib/contracts/audit.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Context } from '#lib/contracts/context.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { Task } from '#lib/record/due-tasks.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { FakeProvider } from '#tests/fakes/fake-provider.ts';
import { ManualClock } from '#tests/fakes/manual-clock.ts';

const connection: ConnectionView = {
  id: 'connection1',
  name: 'Fake',
  kind: 'openai',
  baseUrl: 'https://api.example.com/v1',
  keyLast4: 'abcd',
  limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
  batchCount: 0,
  openBatchCount: 0,
  isKeyRefused: false,
  lastTest: null,
  createdAt: '2026-11-21T12:00:00.000Z',
  lastUsedAt: null,
};

function unused(): Promise<never> {
  return Promise.reject(new Error('This test has no use for it.'));
}

const connections: ConnectionStore = {
  list: () => Promise.resolve([connection]),
  find: (id) => Promise.resolve(id === connection.id ? connection : null),
  findSettings: (id) => Promise.resolve(id === connection.id ? connection : null),
  getSecrets: unused,
  create: unused,
  update: () => Promise.resolve(),
  remove: unused,
};

/** Everything that one test needs to run batches: memory, a provider it controls, a clock it moves. */
export interface BatchWorld {
  readonly ctx: Context;
  readonly clock: ManualClock;
  readonly provider: FakeProvider;
  readonly storage: BatchStorage;
  /** What saves have put into the queue, oldest first. */
  readonly queued: readonly Task[];
  /** A context of another process on the same storage. */
  context(overrides?: Partial<Context>): Context;
  /** Makes a checked draft from lines or from requests `r1` … `rN`. */
  draft(requests: number | readonly string[]): Promise<string>;
  load(batchId: string): Promise<BatchRecord>;
  /** Does the due steps, moving the clock, until none is left or `isEnough` says so. */
  run(
    batchId: string,
    options?: { readonly ctx?: Context; readonly isEnough?: (record: BatchRecord) => boolean },
  ): Promise<BatchRecord>;
  download(batchId: string, kind: string): Promise<string>;
}

const maxSteps = 500;

/** Files come in chunks of a few bytes, so that no reader relies on their size. */
function inMemory(): BatchStorage {
  return new MemoryBatchStorage({ files: createMemoryFiles({ chunkBytes: 1000 }) });
}

/** A plain object, so that a test can spread it and put a broken method in place of one. */
function asPlainObject(storage: BatchStorage): BatchStorage {
  return {
    files: storage.files,
    loadBatch: (id) => storage.loadBatch(id),
    saveBatch: (record, expectedVersion) => storage.saveBatch(record, expectedVersion),
    listBatchIds: (page) => storage.listBatchIds(page),
    removeBatch: (id) => storage.removeBatch(id),
    ...(storage.index === undefined ? {} : { index: storage.index }),
  };
}

export function createBatchWorld(given: BatchStorage = inMemory()): BatchWorld {
  const storage = asPlainObject(given);
  const clock = new ManualClock();
  const provider = new FakeProvider(clock);
  const queued: Task[] = [];
  let lastId = 0;
  const context = (overrides: Partial<Context> = {}): Context => {
    const ctx: Context = {
      actor: { kind: 'worker', id: 'worker', name: 'test' },
      role: 'owner',
      workspace: localWorkspace,
      storage,
      files: storage.files,
      connections,
      namesOf: () => Promise.resolve(new Map()),
      providers: { forConnection: () => Promise.resolve(provider) },
      audit: noAudit,
      verb: null,
      changes: { subscribe: () => () => {} },
      tasks: { enqueue: (tasks) => Promise.resolve(void queued.push(...tasks)) },
      clock,
      timing: { pollMs: 30_000, leaseMs: 30_000, doubtMs: 120_000, sweepMs: 10_000 },
      ids: { next: (prefix) => `${prefix}${++lastId}` },
      turns: createTurns(),
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      signal: new AbortController().signal,
      transaction: (work) => work(ctx),
      ...overrides,
    };
    return ctx;
  };
  const ctx = context();
  const load = async (batchId: string): Promise<BatchRecord> => {
    const stored = await storage.loadBatch(batchId);
    if (stored === null) throw new Error(`There is no batch ${batchId}.`);
    return stored.record;
  };
  const world: BatchWorld = {
    ctx,
    clock,
    provider,
    storage,
    queued,
    context,
    load,
    async draft(requests) {
      const lines =
        typeof requests === 'number'
          ? Array.from({ length: requests }, (_, index) => chatLine(`r${index + 1}`))
          : requests;
      const content = Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(''))]);
      const { batchId } = await createBatch(ctx, {
        inputName: 'test.jsonl',
        content,
        isListed: true,
        connectionId: connection.id,
      });
      await world.run(batchId);
      return batchId;
    },
    async run(batchId, options = {}) {
      for (let steps = 0; steps < maxSteps;) {
        const stored = await storage.loadBatch(batchId);
        const [next] =
          stored === null ? [] : dueTasks(stored.record).toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
        if (stored === null || next === undefined || options.isEnough?.(stored.record) === true)
          return stored?.record ?? (await load(batchId));
        clock.advanceTo(next.dueAt);
        await runTask(options.ctx ?? ctx, next);
        // Where nothing changed, somebody else holds the lease: let them go on.
        if ((await storage.loadBatch(batchId))?.version === stored.version) await new Promise(setImmediate);
        else steps += 1;
      }
      throw new Error(`Batch ${batchId} was not done after ${maxSteps} steps.`);
    },
    async download(batchId, kind) {
      const { content } = await openDownload(ctx, { batchId, kind });
      return Buffer.concat(await Array.fromAsync(content)).toString();
    },
  };
  return world;
}

export function chatLine(customId: string, text = 'Hello'): string {
  return JSON.stringify({
    custom_id: customId,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', max_tokens: 10, messages: [{ role: 'user', content: text }] },
  });
}

function ignore(): void {
  // The log is not what these tests look at.
}
