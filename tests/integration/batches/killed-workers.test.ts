import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { OpenAI } from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { tryNow } from '#lib/batch/commands/try-now.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createSandbox, type Sandbox } from '#lib/sandbox/sandbox.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { createRuntime, type Runtime } from '#lib/wiring/runtime.ts';
import { chatLine } from '#tests/support/batch-world.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();
const requests = 200;
const requestsPerJob = 20;
const parts = requests / requestsPerJob;
// More in a full run.
const kills = process.env['LANGBATCH_TEST_FULL'] === undefined ? 6 : 40;

let dir: string;
let sandbox: Sandbox;
let runtime: Runtime;
let environment: Record<string, string>;
const workers = new Set<ChildProcess>();

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-killed-'));
  sandbox = await createSandbox({ dir: join(dir, 'sandbox'), port: 0, key: null, jobSeconds: 2 });
  environment = {
    DATABASE_URL: database.url,
    LANGBATCH_DATA_DIR: dir,
    LANGBATCH_SECRET: 'a secret that is only used by this one test',
    LANGBATCH_SANDBOX: 'on',
    LANGBATCH_SANDBOX_URL: sandbox.url,
  };
  runtime = await createRuntime(parseEnv(environment));
});

afterEach(async () => {
  await Promise.all([...workers].map(kill));
  await runtime.close();
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

async function startWorkerProcess(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, '../../support/worker-process.ts'), {
    env: { ...environment, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  workers.add(child);
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  workers.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function providerJobs(): Promise<readonly { readonly metadata?: Record<string, string> | null }[]> {
  const client = new OpenAI({ apiKey: 'test', baseURL: sandbox.baseUrl });
  return Array.fromAsync(client.batches.list({ limit: 100 }));
}

/** Decides as a person would who looks at the provider: without a job there, the part may be sent again. */
async function settleDoubts(ctx: Context, batch: BatchView): Promise<void> {
  // A step that was killed three times in a row is only begun again by a person.
  if (batch.hold?.code === 'step_crashes') await tryNow(ctx, { batchId: batch.id });
  for (const job of batch.attempts.at(-1)?.jobs ?? []) {
    if (job.hold?.kind === 'job_in_doubt')
      await resolveJob(ctx, { batchId: batch.id, jobId: job.id, decision: 'send_again' });
  }
}

test(`workers killed ${kills} times lose no answer and make exactly one provider job a part`, async () => {
  const ctx = runtime.context({ kind: 'user', id: 'you', name: 'test' });
  const [connection] = await ctx.connections.list();
  if (connection === undefined) throw new Error('There is no sandbox connection.');
  await ctx.connections.update(connection.id, {
    limits: { maxRequestsPerJob: requestsPerJob, maxBytesPerJob: null, maxEnqueuedTokens: null },
  });
  const lines = Array.from({ length: requests }, (_, index) => `${chatLine(`request-${index}`)}\n`);
  const { batchId } = await createBatch(ctx, {
    inputName: 'test.jsonl',
    content: Readable.from([Buffer.from(lines.join(''))]),
    isListed: true,
    connectionId: connection.id,
  });
  let worker = await startWorkerProcess();
  await expect.poll(async () => (await getBatch(ctx, { batchId })).check?.isRunning, { timeout: 120_000 }).toBe(false);
  await startBatch(ctx, { batchId, token: 'token-of-the-page' });

  for (let killed = 0; killed < kills; killed += 1) {
    await delay(Math.random() * 700);
    await kill(worker);
    worker = await startWorkerProcess();
    await settleDoubts(ctx, await getBatch(ctx, { batchId }));
  }
  await expect
    .poll(
      async () => {
        const batch = await getBatch(ctx, { batchId });
        await settleDoubts(ctx, batch);
        return batch.status;
      },
      { timeout: 400_000, interval: 500 },
    )
    .toBe('completed');

  const batch = await getBatch(ctx, { batchId });
  expect(batch.counts).toMatchObject({ total: requests, succeeded: requests, notAnswered: 0 });
  const tokens = (await providerJobs()).map((job) => job.metadata?.['langbatch_token']);
  expect(tokens).toHaveLength(parts);
  expect(new Set(tokens).size).toBe(parts);
  const { content } = await openDownload(ctx, { batchId, kind: 'results.jsonl' });
  const results = Buffer.concat(await Array.fromAsync(content))
    .toString()
    .trimEnd()
    .split('\n');
  expect(results.map((line) => /"custom_id": ?"(request-\d+)"/u.exec(line)?.[1])).toEqual(
    lines.map((_, index) => `request-${index}`),
  );
});
