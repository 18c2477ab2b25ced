import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { parseEnv } from '#lib/config/env.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import { useDatabase } from '#tests/support/database.ts';

const database = useDatabase();

// That no connection is left open is checked by `useDatabase` after the last test.
test('a start that fails at the queue leaves no connection behind', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('create schema pgboss; create table pgboss.version (of_somebody_else int)');
  await client.end();
  // Where the log goes.
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const dir = await mkdtemp(join(tmpdir(), 'langbatch-start-'));
  try {
    const settings = parseEnv({
      DATABASE_URL: database.url,
      LANGBATCH_DATA_DIR: dir,
      LANGBATCH_SANDBOX: 'off',
      LANGBATCH_SECRET: 'a secret that is only used by this one test',
    });
    await expect(createRuntime(settings)).rejects.toThrow('does not exist');
  } finally {
    output.mockRestore();
    await rm(dir, { recursive: true, force: true });
  }
});
