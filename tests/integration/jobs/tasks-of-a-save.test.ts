import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createRuntime, type Runtime } from '#lib/wiring/runtime.ts';
import { chatLine } from '#tests/support/batch-world.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();
let dir: string;
let runtime: Runtime;
let ctx: Context;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-tasks-'));
  runtime = await createRuntime(
    parseEnv({
      DATABASE_URL: database.url,
      LANGBATCH_DATA_DIR: dir,
      LANGBATCH_SANDBOX: 'off',
      LANGBATCH_SECRET: 'a secret that is only used by this one test',
    }),
  );
  ctx = runtime.context({ kind: 'user', id: 'you', name: 'test' });
});

afterAll(async () => {
  await runtime.close();
  await rm(dir, { recursive: true, force: true });
});

function create(context: Context): Promise<{ readonly batchId: string }> {
  const content = Readable.from([Buffer.from(`${chatLine('r1')}\n`)]);
  return createBatch(context, { inputName: 'test.jsonl', content, isListed: true });
}

async function waitingTasks(): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ kind: string; batchId: string }>(
    `select data->>'kind' as kind, data->>'batchId' as "batchId" from pgboss.job where state = 'created' and name like 'langbatch-%'`,
  );
  await client.end();
  return rows;
}

test('a save that is rolled back after it queued its tasks leaves none of them, and one that is kept leaves them', async () => {
  let queued = 0;
  const breaking: Context = {
    ...ctx,
    transaction: (work) =>
      ctx.transaction(async (tx) => {
        const enqueue: Context['tasks']['enqueue'] = async (tasks) => {
          await tx.tasks.enqueue(tasks);
          queued += tasks.length;
          throw new Error('The connection broke before the commit.');
        };
        return work({ ...tx, tasks: { enqueue } });
      }),
  };
  await expect(create(breaking)).rejects.toThrow('broke before the commit');
  expect(queued).toBe(1);
  expect(await ctx.storage.listBatchIds({ limit: 10 })).toEqual([]);
  expect(await waitingTasks()).toEqual([]);

  const { batchId } = await create(ctx);
  expect(await waitingTasks()).toEqual([{ kind: 'check', batchId }]);
});
