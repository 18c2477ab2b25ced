import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseEnv } from '#lib/config/env.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();

function runWorker(env: NodeJS.ProcessEnv): Promise<{ code: unknown; stderr: string }> {
  const worker = join(import.meta.dirname, '../../../worker.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [worker], { env }, (error, _stdout, stderr) => {
      resolve({ code: error?.code, stderr });
    });
  });
}

test('a worker with wrong settings is refused with one sentence and no stack', async () => {
  const { code, stderr } = await runWorker({ NODE_ENV: 'test', LANGBATCH_POLL_SECONDS: 'soon' });
  expect(stderr).toBe("The settings can't be used: LANGBATCH_POLL_SECONDS must be a number of seconds.\n");
  expect(code).toBe(1);
});

test('a worker with another secret is refused with one sentence and no stack', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'langbatch-secret-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const environment = (secret: string) => ({
    NODE_ENV: 'test' as const,
    DATABASE_URL: database.url,
    LANGBATCH_DATA_DIR: dir,
    LANGBATCH_SANDBOX: 'off',
    LANGBATCH_SECRET: secret,
  });
  await (await createRuntime(parseEnv(environment('a secret that is only used by this one test')))).close();

  const { code, stderr } = await runWorker(environment('another secret, that is not the one used before'));
  expect(stderr).toBe(
    "LANGBATCH_SECRET is not the one that this database's keys were encrypted with. Set it to the one used before. To change it, set LANGBATCH_SECRET_PREVIOUS to that one too, then run npm run secrets -- rotate.\n",
  );
  expect(code).toBe(1);
});
