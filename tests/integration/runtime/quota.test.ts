import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { parseEnv } from '#lib/config/env.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import { whyRefused } from '#tests/support/accounts.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();

test('the quota of the settings bounds who uses LangBatch alone, too', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'langbatch-quota-'));
  // Where the log goes.
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const settings = parseEnv({
    DATABASE_URL: database.url,
    LANGBATCH_DATA_DIR: dir,
    LANGBATCH_SANDBOX: 'off',
    LANGBATCH_SECRET: 'a secret that is only used by this one test',
    LANGBATCH_WORKSPACE_QUOTA_GB: '0.00001',
  });
  const runtime = await createRuntime(settings);
  try {
    const ctx = runtime.context({ kind: 'user', id: 'you', name: 'You' });
    const create = (bytes: number) =>
      createBatch(ctx, {
        inputName: 'a.jsonl',
        content: Readable.from([Buffer.alloc(bytes, 'x')]),
        isListed: true,
      });
    await create(10_000);
    expect(await whyRefused(create(1_000))).toMatch(
      /^wrong_state: The workspace Local has 737 bytes left of its 10 kB/,
    );
  } finally {
    await runtime.close();
    output.mockRestore();
    await rm(dir, { recursive: true, force: true });
  }
});
