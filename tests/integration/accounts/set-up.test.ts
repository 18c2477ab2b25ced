import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { setUp } from '#lib/accounts/door/set-up.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { openGuardedDatabase } from '#lib/wiring/open-guarded-database.ts';
import { addSetUpLink, asker, cookieHeader, openAccounts, owner, whyRefused } from '#tests/support/accounts.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const database = usePrismaDatabase();
let accounts: Accounts;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.oneTimeLink.deleteMany();
  accounts = await openAccounts(database);
});

const refusal = (input: Record<string, unknown>): Promise<string> =>
  whyRefused(setUp(accounts.door(asker('')), { ...owner, ...input }));

test('who opens the link owns Local, with all that was made in it alone, and is signed in', async () => {
  const token = await addSetUpLink(accounts);
  const { setCookies } = await setUp(accounts.door(asker('')), { ...owner, email: ' Ines@Example.com ', token });
  const session = accounts.engine.readToken(cookieHeader(setCookies));
  expect(await accounts.access.find(session ?? '', {})).toMatchObject({
    person: { id: 'you', name: 'Ines', email: 'ines@example.com', isSiteAdmin: true },
    member: { workspace: { id: 'local', name: 'Local' }, role: 'owner' },
  });
});

test('a link works once, and makes one owner when two use it at once', async () => {
  const tokens = [await addSetUpLink(accounts), await addSetUpLink(accounts)];
  const tried = await Promise.allSettled(
    tokens.map((token, index) => setUp(accounts.door(asker('')), { ...owner, email: `${index}@example.com`, token })),
  );
  expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await database.prisma.person.count()).toBe(1);
  expect(await refusal({ token: tokens[0] })).toMatch(/^forbidden: LangBatch has been set up already/);
});

test('a late, a forged and a cut link make nobody an owner', async () => {
  const late = await addSetUpLink(accounts, -1);
  const good = await addSetUpLink(accounts);
  for (const token of [late, `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`, good.slice(0, -1)]) {
    expect(await refusal({ token })).toMatch(/^forbidden: This link has ended/);
  }
  expect(await refusal({ token: "'; drop table person" })).toMatch(/^invalid_input: This link is not complete/);
  expect(await database.prisma.person.count()).toBe(0);
});

test.each(['elevenchars', '1234567890123', 'ines@example.com1', 'Ines-2026-!!!', 'aaaaaaaaaaaa', 'LangBatch2026!'])(
  'the password %s is refused, and the link stays good',
  async (password) => {
    const token = await addSetUpLink(accounts);
    expect(await refusal({ token, password })).toMatch(/^invalid_input: (Use at least 12|This password is easy)/);
    await setUp(accounts.door(asker('')), { ...owner, token });
    expect(await database.prisma.person.count()).toBe(1);
  },
);

test('a worker that ran before there was an owner calls no private address from then on', async () => {
  const server = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const secret = 'a secret that is only used by this one test';
  const options = { databaseUrl: database.url, secret, previousSecret: null, dataDir: tmpdir(), sandboxUrl: null };
  const worker = await openGuardedDatabase({ ...options, log: silentLog }, { openAiUrl: null, accounts: 'by_owner' });
  onTestFinished(async () => void (await Promise.all([worker.database.close(), worker.calls.close()])));
  expect((await worker.calls.fetch(url)).status).toBe(200);
  await setUp(accounts.door(asker('')), { ...owner, token: await addSetUpLink(accounts) });
  await expect(worker.calls.fetch(url)).rejects.toMatchObject({ cause: { code: 'ENOTPUBLIC' } });
});
