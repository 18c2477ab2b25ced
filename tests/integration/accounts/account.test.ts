import { beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { changePassword } from '#lib/accounts/own/change-password.ts';
import { endOtherSessions } from '#lib/accounts/own/end-other-sessions.ts';
import { endSession } from '#lib/accounts/own/end-session.ts';
import { getAccount } from '#lib/accounts/own/get-account.ts';
import { listSessions } from '#lib/accounts/own/list-sessions.ts';
import { renamePerson } from '#lib/accounts/own/rename-person.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import {
  asker,
  isSignedIn,
  openAccounts,
  owner,
  personOf,
  setUpOwner,
  signInOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { atOnce } from '#tests/support/at-once.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const { email, password } = owner;
const newPassword = 'eight purple bicycles';
let accounts: Accounts;
let here: string;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  accounts = await openAccounts(database);
  here = await setUpOwner(accounts);
});

const me = () => personOf(accounts, here);
const isIn = (cookies: string): Promise<boolean> => isSignedIn(accounts, cookies);

async function addStranger(): Promise<string> {
  const at = new Date();
  const id = 'other';
  await database.prisma.person.create({
    data: { id, name: 'Marek', email: 'marek@example.com', emailVerified: true, createdAt: at, updatedAt: at },
  });
  const data = { id: 's-other', token: 'other', personId: id, createdAt: at, updatedAt: at };
  await database.prisma.session.create({ data: { ...data, expiresAt: new Date(at.getTime() + 60_000) } });
  return data.id;
}

describe('sessions', () => {
  test('are listed with device, address and last use, this one first; those that let nobody in are not', async () => {
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0; rv:138.0) Gecko/20100101 Firefox/138.0';
    await signInOwner(accounts, { userAgent, address: '203.0.113.9' });
    await signInOwner(accounts);
    await addStranger();
    await database.pool.query(
      "update session set last_seen_at = now() - interval '8 days' where ip_address is distinct from '203.0.113.9' and id <> $1",
      [(await me()).sessionId],
    );
    const sessions = await listSessions(await me());
    expect(sessions).toMatchObject([
      { isThis: true, device: 'Unknown browser' },
      { isThis: false, device: 'Firefox on Windows', address: '203.0.113.9' },
    ]);
    for (const { lastUsedAt } of sessions) expect(Date.now() - Date.parse(lastUsedAt)).toBeLessThan(60_000);
    expect(JSON.stringify(sessions)).not.toContain(accounts.engine.readToken(here));
  });

  test('count for 30 days at most, however they are used', async () => {
    await database.pool.query(
      "update session set created_at = now() - interval '30 days 1 second', last_seen_at = now()",
    );
    expect(await isIn(here)).toBe(false);
  });

  test('note their last use at most once a minute', async () => {
    await database.pool.query("update session set last_seen_at = now() - interval '59 seconds'");
    const seen = async () => (await database.prisma.session.findFirstOrThrow()).lastSeenAt?.getTime() ?? 0;
    const before = await seen();
    expect(await isIn(here)).toBe(true);
    expect(await seen()).toBe(before);
    await database.pool.query("update session set last_seen_at = now() - interval '61 seconds'");
    expect(await isIn(here)).toBe(true);
    expect(await seen()).toBeGreaterThan(before);
  });

  test('end one by one or all but this one, and nobody else’s with them', async () => {
    const [second, third] = [await signInOwner(accounts), await signInOwner(accounts)];
    const stranger = await addStranger();
    const { sessionId } = await personOf(accounts, second);
    await endSession(await me(), { sessionId });
    await endSession(await me(), { sessionId });
    expect([await isIn(here), await isIn(second), await isIn(third)]).toEqual([true, false, true]);
    await endSession(await me(), { sessionId: stranger });
    await endOtherSessions(await me());
    expect([await isIn(here), await isIn(third)]).toEqual([true, false]);
    expect(await database.prisma.session.count({ where: { id: stranger } })).toBe(1);
    expect(await whyRefused(endSession(await me(), { sessionId: "' or 1=1" }))).toMatch(/^invalid_input/);
  });

  test('that end each other at once do not both stay', async () => {
    const there = await signInOwner(accounts);
    const both = [await me(), await personOf(accounts, there)];
    const ended = await atOnce(
      database.pool,
      'lock table session in share mode',
      both.map((ctx) => () => endOtherSessions(ctx)),
    );
    expect(ended.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await database.prisma.session.count()).toBe(1);
  });
});

describe('the password', () => {
  const signsInWith = (given: string) => signIn(accounts.door(asker('')), { email, password: given });

  test('is changed by whoever knows the current one; every other session ends', async () => {
    const other = await signInOwner(accounts);
    await changePassword(await me(), { currentPassword: password, password: newPassword });
    expect([await isIn(here), await isIn(other)]).toEqual([true, false]);
    expect(await whyRefused(signsInWith(password))).toMatch(/^invalid_input/);
    await signsInWith(newPassword);
  });

  test.each([
    [{ currentPassword: 'not the password', password: newPassword }, /^invalid_input: This is not your current/],
    [{ currentPassword: '', password: newPassword }, /^invalid_input: Enter the password/],
    [{ currentPassword: password, password: 'short' }, /^invalid_input: Use at least 12/],
    [{ currentPassword: password, password: 'Ines-2026-!!!' }, /^invalid_input: This password is easy to guess/],
    [{ password: newPassword }, /^invalid_input/],
    [null, /^invalid_input/],
  ])('stays as it is after %j', async (input, sentence) => {
    expect(await whyRefused(changePassword(await me(), input))).toMatch(sentence);
    await signsInWith(password);
  });

  test('cannot be guessed through an open browser: wrong ones count as at the sign-in', async () => {
    const wrong = { currentPassword: 'not the password', password: newPassword };
    for (let time = 0; time < 10; time += 1) await whyRefused(changePassword(await me(), wrong));
    const right = { currentPassword: password, password: newPassword };
    expect(await whyRefused(changePassword(await me(), right))).toMatch(/^too_many_attempts/);
  });

  test('is changed once by two who change it at the same moment', async () => {
    const both = [await me(), await me()];
    const passwords = [newPassword, 'nine silver teapots'];
    const changed = await atOnce(
      database.pool,
      'lock table credential in share mode',
      both.map((ctx, index) => () => changePassword(ctx, { currentPassword: password, password: passwords[index] })),
    );
    expect(changed.toSorted()).toEqual(['fulfilled', 'rejected']);
    await signsInWith(passwords[changed.indexOf('fulfilled')] ?? '');
  });
});

test('the name changes for whoever is signed in still, and only to one that can be shown', async () => {
  await renamePerson(await me(), { name: '  Inés  ' });
  expect(await getAccount(await me())).toEqual({ name: 'Inés', email, secondFactor: 'off' });
  for (const name of ['', '   ', 'a'.repeat(81), 'a\u0000b', 7])
    expect(await whyRefused(renamePerson(await me(), { name }))).toMatch(/^invalid_input/);
  // Ended, or disabled, after the request had come in.
  const ctx = await me();
  await database.prisma.person.updateMany({ data: { disabledAt: new Date() } });
  expect(await whyRefused(renamePerson(ctx, { name: 'Mallory' }))).toMatch(/^signed_out/);
  await database.prisma.person.updateMany({ data: { disabledAt: null } });
  await database.prisma.session.deleteMany();
  expect(await whyRefused(changePassword(ctx, { currentPassword: password, password: newPassword }))).toMatch(
    /^signed_out/,
  );
  expect(await database.prisma.person.findFirst()).toMatchObject({ name: 'Inés' });
});
