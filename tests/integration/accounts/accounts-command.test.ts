import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { resetPassword } from '#lib/accounts/door/reset-password.ts';
import { beginSecondFactor } from '#lib/accounts/own/begin-second-factor.ts';
import { confirmSecondFactor } from '#lib/accounts/own/confirm-second-factor.ts';
import { hashLinkToken } from '#lib/accounts/secret-link.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { openOperatorAccounts } from '#lib/wiring/open-accounts.ts';
import { readTask } from '#scripts/accounts-task.ts';
import {
  addSignedIn,
  addSetUpLink,
  asker,
  cookieHeader,
  isSignedIn,
  openAccounts,
  owner,
  personOf,
  setUpOwner,
  signInOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { codeOfApp } from '#tests/support/authenticator-app.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const script = join(import.meta.dirname, '../../../scripts/accounts.ts');
const password = 'eight purple bicycles';
let accounts: Accounts;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.oneTimeLink.deleteMany();
  accounts = await openAccounts(database);
});

const secret = 'a secret that is only used by this one test';

async function environmentOf(changes: Readonly<Record<string, string>>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-accounts-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const own = { DATABASE_URL: database.url, LANGBATCH_SECRET: secret, LANGBATCH_DATA_DIR: dataDir };
  return { ...own, LANGBATCH_URL: 'https://batches.example.org', ...changes };
}

/** As the command does it, in this process: gives what it prints. */
async function perform(args: readonly string[], changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const settings = parseEnv(await environmentOf(changes));
  await using operator = await openOperatorAccounts(settings);
  return (await readTask(args)(operator, settings)).join('\n');
}

async function run(args: readonly string[]): Promise<readonly unknown[]> {
  const env = { NODE_ENV: 'test', PATH: process.env['PATH'], ...(await environmentOf({})) } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve([error?.code ?? 0, stdout, stderr]),
    );
  });
}

const linkIn = (stdout: unknown): string =>
  /^https:\/\/batches\.example\.org\/reset\?token=(\S+)$/mu.exec(String(stdout))?.[1] ?? 'none';
const reset = (token: string) => resetPassword(accounts.door(asker('')), { token, password });

test('make-owner makes the first owner, who gets what was made alone, and ends set-up links', async () => {
  const setUpLink = await addSetUpLink(accounts);
  const stdout = await perform(['make-owner', ' Ines@Example.com ', '--name', 'Ines']);
  expect(stdout).toMatch(/^Ines \(ines@example\.com\) is an owner of the workspace Local and a site admin\./);
  const { setCookies } = await reset(linkIn(stdout));
  expect(await personOf(accounts, cookieHeader(setCookies))).toMatchObject({
    person: { id: 'you', name: 'Ines', isSiteAdmin: true },
  });
  expect(await accounts.people.findSetUpLink(hashLinkToken(setUpLink))).toBe(false);
  expect(await accounts.people.hasOwner()).toBe(true);
});

test('make-owner lifts somebody who is there, disabled or not, and leaves their password', async () => {
  await setUpOwner(accounts);
  const { id, cookies } = await addSignedIn(database, accounts, { name: 'Marek', role: 'viewer' });
  await database.prisma.person.updateMany({ where: { id }, data: { disabledAt: new Date(), banned: true } });
  expect(await perform(['make-owner', 'marek@example.com'])).toBe(
    'Marek (marek@example.com) is an owner of the workspace Local and a site admin.',
  );
  // What a sign-in from before has left.
  expect(await isSignedIn(accounts, cookies)).toBe(false);
  expect(await database.prisma.person.findUnique({ where: { id } })).toMatchObject({
    isSiteAdmin: true,
    disabledAt: null,
    banned: false,
  });
  expect(await database.prisma.member.findFirst({ where: { personId: id } })).toMatchObject({
    role: 'owner',
    version: 2,
  });
  expect(await perform(['make-owner', 'marek@example.com', '--name', 'Mark'])).toBe(
    [
      'Marek (marek@example.com) is an owner of the workspace Local and a site admin.',
      'They have an account already and keep their name. They can change it on the Account page.',
    ].join('\n'),
  );
  await reset(linkIn(await perform(['make-owner', 'anna@example.com'])));
  const anna = await database.prisma.person.findUniqueOrThrow({ where: { email: 'anna@example.com' } });
  expect([anna.name, anna.id.slice(0, 7)]).toEqual(['anna', 'person_']);
});

test('reset prints a link that works once; list says who there is, and no secret', async () => {
  await setUpOwner(accounts);
  await addSignedIn(database, accounts, { name: 'Marek' });
  const [code, stdout, stderr] = await run(['reset', owner.email]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Ines chooses a new password at this link, which works once, within an hour:\n/);
  await reset(linkIn(stdout));
  expect(await whyRefused(reset(linkIn(stdout)))).toMatch(/^forbidden/);
  const listed = await perform(['list']);
  expect(listed).toMatch(/^Ines {3}ines@example\.com {3}Local: Owner, site admin {2}last seen \d{4}-\S+ \S+ UTC$/mu);
  expect(listed).toMatch(/^Marek {2}marek@example\.com {2}no workspace {14}last seen/mu);
  expect(listed.trimEnd().split('\n')).toHaveLength(2);
});

test('reset --second-factor turns it off for whoever has lost it, and leaves the password', async () => {
  const browser = await setUpOwner(accounts);
  expect(await perform(['reset', owner.email, '--second-factor'])).toMatch(/^Ines has no second factor\./);
  const { key } = await beginSecondFactor(await personOf(accounts, browser), { password: owner.password });
  await confirmSecondFactor(await personOf(accounts, browser), { code: codeOfApp(key) });
  expect(await perform(['reset', owner.email, '--second-factor'])).toMatch(
    /^Ines signs in with the password alone from now on, and is signed out everywhere\./,
  );
  expect(await isSignedIn(accounts, browser)).toBe(false);
  expect(await isSignedIn(accounts, await signInOwner(accounts))).toBe(true);
  expect(await whyRefused(perform(['reset', 'nobody@example.com', '--second-factor']))).toMatch(
    /^invalid_input: Nobody/,
  );
});

test.each([
  [[], /^Say what to do: npm run accounts -- make-owner EMAIL/],
  [['remove', 'ines@example.com'], /^Say what to do/],
  [['reset'], /^Say what to do/],
  [['list', 'all'], /^Say what to do/],
  [['reset', 'ines@example.com', 'marek@example.com'], /^Say what to do/],
  [['reset', 'ines@example.com', '--password', 'x'], /^Say what to do/],
  [['reset', 'ines@example.com', '--name', 'Ines'], /^Say what to do/],
  [['list', '--second-factor'], /^Say what to do/],
  [['make-owner', 'ines@example.com', '--second-factor'], /^Say what to do/],
  [['reset', 'nobody'], /^Enter an e-mail address such as ana@example\.com\./],
  [['make-owner', 'ines@example.com', '--name', ' '], /^Enter a name\./],
])('%j is answered with a sentence', (args, sentence) => {
  expect(() => readTask(args)).toThrow(sentence);
});

test('what cannot be done is one sentence, and an exit code that says so', async () => {
  const [code, stdout, stderr] = await run(['reset', 'nobody@example.com']);
  expect(stderr).toMatch(/^Nobody has an account with the e-mail nobody@example\.com\. .*\n$/);
  expect([code, stdout]).toEqual([1, '']);
});

test('without a database, or on a laptop, it says what that means', async () => {
  const alone = { DATABASE_URL: '', LANGBATCH_SECRET: '', LANGBATCH_URL: '' };
  expect(await whyRefused(perform(['list'], alone))).toMatch(
    /^storage_failed: The dashboard does not run in the data folder .*npm start/,
  );
  const said = await perform(['make-owner', 'ines@example.com'], { LANGBATCH_URL: '' });
  expect(said).toContain('Start LangBatch again: from then on people sign in');
  expect(said).toMatch(/^http:\/\/127\.0\.0\.1:3000\/reset\?token=/mu);
  const off = await perform(['make-owner', 'ines@example.com'], { LANGBATCH_URL: '', LANGBATCH_ACCOUNTS: 'off' });
  expect(off).toContain('LANGBATCH_ACCOUNTS is off');
  await database.prisma.person.updateMany({ data: { disabledAt: new Date() } });
  expect(await whyRefused(perform(['reset', 'ines@example.com']))).toMatch(/^wrong_state: ines is disabled/);
});
