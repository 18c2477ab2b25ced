import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { FileBatchStorage } from '#lib/storage/file/file-batch-storage.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const token = 'token-of-the-page';
// More than the 50,000 that a job holds.
const manyRequests = process.env['LANGBATCH_TEST_FULL'] === undefined ? 60_000 : 120_000;

interface SandboxWorld {
  readonly world: BatchWorld;
  readonly ctx: Context;
  /** Runs a batch to its end; the sandbox's clock follows the world's. */
  run(batchId: string): Promise<BatchRecord>;
  /** How the sandbox's jobs stand, oldest first. */
  statuses(): Promise<readonly string[]>;
}

function joinSandbox(sandbox: TestSandbox, world: BatchWorld, maxEnqueuedTokens: number | null): SandboxWorld {
  const provider = createOpenAiProvider({
    name: 'Sandbox',
    apiKey: 'any',
    baseUrl: sandbox.baseUrl,
    limits: { maxEnqueuedTokens },
  });
  const ctx = world.context({ providers: { forConnection: () => Promise.resolve(provider) } });
  let followedMs = world.clock.now().getTime();
  const follow = (): boolean => {
    const nowMs = world.clock.now().getTime();
    sandbox.advance(nowMs - followedMs);
    followedMs = nowMs;
    return false;
  };
  return {
    world,
    ctx,
    run: (batchId) => world.run(batchId, { ctx, isEnough: follow }),
    async statuses() {
      const client = new OpenAI({ baseURL: sandbox.baseUrl, apiKey: 'any', logLevel: 'off' });
      const jobs = await Array.fromAsync(client.batches.list({ limit: 100 }));
      return jobs.map(({ status }) => status).toReversed();
    },
  };
}

const lines = Array.from({ length: 60 }, (_, index) =>
  chatLine(`r${index}`, `Tell me about number ${index}. `.repeat(10)),
);

async function resultIds({ world }: SandboxWorld, batchId: string): Promise<readonly string[]> {
  const results = (await world.download(batchId, 'results.jsonl')).trimEnd().split('\n');
  return results.map((line) => /"custom_id": ?"([^"]+)"/.exec(line)?.[1] ?? '');
}

const inputIds = (requests: number): readonly string[] => Array.from({ length: requests }, (_, index) => `r${index}`);

describe('a batch over the enqueued tokens that the provider takes', () => {
  test('is never refused when the connection knows the limit', async () => {
    await using sandbox = await startSandbox({ tokenLimit: 1000 });
    const joined = joinSandbox(sandbox, createBatchWorld(), 1000);
    const batchId = await joined.world.draft(lines);
    await startBatch(joined.ctx, { batchId, token });
    const record = await joined.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 60, missing: 0 });
    const statuses = await joined.statuses();
    expect(statuses.length).toBeGreaterThan(4);
    expect(new Set(statuses)).toEqual(new Set(['completed']));
    expect(await resultIds(joined, batchId)).toEqual(inputIds(60));
  });

  test('is refused once when nobody knew it', async () => {
    await using sandbox = await startSandbox({ tokenLimit: 1000 });
    const joined = joinSandbox(sandbox, createBatchWorld(), null);
    const batchId = await joined.world.draft(lines);
    await startBatch(joined.ctx, { batchId, token });
    const record = await joined.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 60, missing: 0 });
    expect(record.tokenLimit).toBe(1000);
    const statuses = await joined.statuses();
    expect(statuses.length).toBeGreaterThan(5);
    expect(statuses).toEqual(['failed', ...statuses.slice(1).map(() => 'completed')]);
    expect(await resultIds(joined, batchId)).toEqual(inputIds(60));
  });

  test('shares the account with another one, and both end whole', async () => {
    await using sandbox = await startSandbox({ tokenLimit: 1000 });
    const joined = joinSandbox(sandbox, createBatchWorld(), 1000);
    const batchIds = [await joined.world.draft(lines), await joined.world.draft(lines)];
    for (const batchId of batchIds) await startBatch(joined.ctx, { batchId, token });
    const records = await Promise.all(batchIds.map((batchId) => joined.run(batchId)));
    expect(records.map(({ counts }) => counts.succeeded)).toEqual([60, 60]);
    for (const batchId of batchIds) expect(await resultIds(joined, batchId)).toEqual(inputIds(60));
  });
});

test('more requests than a job holds come back as one result in input order', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'langbatch-limits-'));
  try {
    await using sandbox = await startSandbox();
    const joined = joinSandbox(sandbox, createBatchWorld(new FileBatchStorage({ directory })), null);
    const batchId = await joined.world.draft(inputIds(manyRequests).map((id) => chatLine(id)));
    await startBatch(joined.ctx, { batchId, token });
    const record = await joined.run(batchId);
    const jobs = record.attempts[0]?.jobs.map(({ requests, tokens }) => [requests, tokens]) ?? [];
    expect(jobs).toHaveLength(Math.ceil(manyRequests / 50_000));
    expect(jobs.slice(0, -1)).toEqual(jobs.slice(1).map(() => [50_000, null]));
    expect(record.counts).toMatchObject({ total: manyRequests, succeeded: manyRequests });
    expect(await resultIds(joined, batchId)).toEqual(inputIds(manyRequests));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
