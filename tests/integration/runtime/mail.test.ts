import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requestPasswordReset } from '#lib/accounts/door/request-password-reset.ts';
import { parseEnv } from '#lib/config/env.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { asker, owner, setUpOwner } from '#tests/support/accounts.ts';
import { useDatabase } from '#tests/support/database.ts';
import { linkIn, type MailServer, startMailServer } from '#tests/support/mail-server.ts';

const database = useDatabase();
const url = 'https://batches.example.org';
let server: MailServer;
let dataDir: string;

beforeEach(async () => {
  server = await startMailServer();
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-mail-'));
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

test('mails go out by the server that is set, and one under way is waited for at the end', async () => {
  // Where the log goes.
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const runtime = await createRuntime(
    parseEnv({
      DATABASE_URL: database.url,
      LANGBATCH_DATA_DIR: dataDir,
      LANGBATCH_SANDBOX: 'off',
      LANGBATCH_SECRET: 'a secret that is only used by this one test',
      LANGBATCH_URL: url,
      LANGBATCH_SMTP_URL: server.url,
      LANGBATCH_MAIL_FROM: 'batches@example.org',
    }),
  );
  const { accounts } = runtime;
  if (accounts === null) throw new Error('There are accounts where others reach the dashboard.');
  try {
    await setUpOwner(accounts);
    const ctx = runtime.context({ kind: 'user', id: 'you', name: 'Ines' });
    expect(await invite(ctx, { email: 'noor@example.com', role: 'viewer' })).toMatchObject({ mail: 'sent' });
    expect(linkIn(await server.next())).toMatch(/^https:\/\/batches\.example\.org\/join\?token=lbi_/);
    await requestPasswordReset(accounts.door(asker('')), { email: owner.email });
  } finally {
    await runtime.close();
    output.mockRestore();
  }
  expect(server.mails.map(({ recipients }) => recipients)).toEqual([['noor@example.com'], [owner.email]]);
});
