import { beforeEach, describe, expect, test } from 'vitest';
import { checkResetLink } from '#lib/accounts/door/check-reset-link.ts';
import { resetPassword } from '#lib/accounts/door/reset-password.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { changePassword } from '#lib/accounts/own/change-password.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import { setSiteAdmin } from '#lib/accounts/people/set-site-admin.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import {
  addSignedIn,
  asker,
  cookieHeader,
  isSignedIn,
  openAccounts,
  owner,
  personOf,
  setUpOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { atOnce } from '#tests/support/at-once.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const password = 'eight purple bicycles';
let accounts: Accounts;
let admin: string;
let marek: Awaited<ReturnType<typeof addSignedIn>>;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  accounts = await openAccounts(database);
  admin = await setUpOwner(accounts);
  marek = await addSignedIn(database, accounts, { name: 'Marek' });
});

async function makeToken(by = admin): Promise<string> {
  const { link } = await makeResetLink(await personOf(accounts, by), { personId: marek.id });
  expect(link).toMatch(/^https:\/\/batches\.example\.org\/reset\?token=lbr_[\w-]{43}$/);
  return link.split('=')[1] ?? '';
}

const reset = (token: string, cookies = '', changes: Record<string, unknown> = {}) =>
  resetPassword(accounts.door(asker(cookies)), { token, password, ...changes });
const whyNot = (token: string, changes = {}) => whyRefused(reset(token, '', changes));
const look = (token: string) => checkResetLink(accounts.door(asker('')), { token });
const signInAs = (email: string, given: string) => signIn(accounts.door(asker('')), { email, password: given });

/** Those that make a link, or use one up, wait. */
const lockLinks = 'lock table one_time_link in share mode';
const isGood = (token: string): Promise<boolean> =>
  reset(token).then(
    () => true,
    () => false,
  );

const ended = /^forbidden: This link has ended, was used already, or is not one of this LangBatch/;

test('the link changes the password, ends all sessions, and signs in', async () => {
  const { setCookies } = await reset(await makeToken());
  expect(await isSignedIn(accounts, marek.cookies)).toBe(false);
  expect(await isSignedIn(accounts, admin)).toBe(true);
  expect(await personOf(accounts, cookieHeader(setCookies))).toMatchObject({ person: { id: marek.id } });
  expect(setCookies.map(({ name }) => name)).toContain('__Host-langbatch.device');
  expect(await whyRefused(signInAs(marek.email, owner.password))).toMatch(/^invalid_input/);
  await signInAs(marek.email, password);
});

test('whoever was signed in with the browser before no longer is', async () => {
  const { setCookies } = await reset(await makeToken(), admin);
  expect(await isSignedIn(accounts, admin)).toBe(false);
  expect(await personOf(accounts, cookieHeader(setCookies))).toMatchObject({ person: { id: marek.id } });
});

test('somebody without a password chooses their first one', async () => {
  await database.prisma.credential.deleteMany({ where: { personId: marek.id } });
  expect(
    await whyRefused(changePassword(await personOf(accounts, marek.cookies), { currentPassword: 'x', password })),
  ).toMatch(/^wrong_state: You have no password yet/);
  await reset(await makeToken());
  await signInAs(marek.email, password);
});

describe('a link is good for nothing', () => {
  test('once it was used, also by two at the same moment', async () => {
    const token = await makeToken();
    const passwords = [password, 'nine silver teapots'];
    const works = passwords.map((given) => () => reset(token, '', { password: given }));
    const tried = await atOnce(database.pool, lockLinks, works);
    expect(tried.toSorted()).toEqual(['fulfilled', 'rejected']);
    await signInAs(marek.email, passwords[tried.indexOf('fulfilled')] ?? '');
    expect(await whyNot(token)).toMatch(ended);
  });

  test('once a newer one was made, the password was changed, or an hour has gone by', async () => {
    const older = await makeToken();
    const newer = await makeToken();
    expect(await whyNot(older)).toMatch(ended);
    const ctx = await personOf(accounts, marek.cookies);
    await changePassword(ctx, { currentPassword: owner.password, password });
    expect(await whyNot(newer)).toMatch(ended);
    const late = await makeToken();
    const { expiresAt } = await database.prisma.oneTimeLink.findFirstOrThrow();
    expect(Math.round((expiresAt.getTime() - Date.now()) / 60_000)).toBe(60);
    await database.pool.query("update one_time_link set expires_at = now() - interval '1 second'");
    expect(await whyNot(late)).toMatch(ended);
  });

  test('once its maker is no site admin any more, or is disabled', async () => {
    const anna = await addSignedIn(database, accounts, { name: 'Anna', isSiteAdmin: true });
    const by = await personOf(accounts, admin);
    const first = await makeToken(anna.cookies);
    await setSiteAdmin(by, { personId: anna.id, isSiteAdmin: false });
    expect(await whyNot(first)).toMatch(ended);
    await setSiteAdmin(by, { personId: anna.id, isSiteAdmin: true });
    const second = await makeToken(anna.cookies);
    await disablePerson(by, { personId: anna.id });
    expect(await whyNot(second)).toMatch(ended);
  });

  test('of two that are made at once but one', async () => {
    const tokens: string[] = [];
    const make = async () => tokens.push(await makeToken());
    expect(await atOnce(database.pool, lockLinks, [make, make])).toEqual(['fulfilled', 'fulfilled']);
    let good = 0;
    for (const token of tokens) if (await isGood(token)) good += 1;
    expect(good).toBe(1);
  });

  test('forged, cut, of another kind, or of somebody who is disabled', async () => {
    const token = await makeToken();
    for (const bad of [`${token.slice(0, -2)}xx`, token.slice(0, -1), 'lbr_none-of-ours'])
      expect(await whyNot(bad)).toMatch(ended);
    for (const bad of ['', "'; drop table person", 7]) expect(await whyNot(String(bad))).toMatch(/^invalid_input/);
    await database.pool.query("update one_time_link set kind = 'set_up'");
    expect(await whyNot(token)).toMatch(ended);
    await database.pool.query("update one_time_link set kind = 'reset'");
    await database.prisma.person.updateMany({ where: { id: marek.id }, data: { disabledAt: new Date() } });
    expect(await whyNot(token)).toMatch(ended);
    const ctx = await personOf(accounts, admin);
    expect(await whyRefused(makeResetLink(ctx, { personId: marek.id }))).toMatch(/^wrong_state: Marek is disabled/);
  });
});

test('a link can be looked at before, and stays good; one that is not says so', async () => {
  const token = await makeToken();
  expect(await look(token)).toEqual({ value: null, setCookies: [] });
  await reset(token);
  expect(await whyRefused(look(token))).toMatch(ended);
  expect(await whyRefused(look(''))).toMatch(/^invalid_input/);
});

test('a weak password leaves the link as good as it was', async () => {
  const token = await makeToken();
  expect(await whyNot(token, { password: 'short' })).toMatch(/^invalid_input: Use at least 12/);
  expect(await whyNot(token, { password: 'Marek-2026-!!!' })).toMatch(/^invalid_input: This password is easy/);
  await reset(token);
});

test('a disabled person’s link ends for good, whatever comes after', async () => {
  const token = await makeToken();
  await disablePerson(await personOf(accounts, admin), { personId: marek.id });
  await database.prisma.person.updateMany({ data: { disabledAt: null, banned: false } });
  expect(await whyNot(token)).toMatch(ended);
});

test('many wrong links from one address close that address alone', async () => {
  const door = accounts.door(asker('', '203.0.113.9'));
  for (let time = 0; time < 30; time += 1)
    await whyRefused(resetPassword(door, { token: `lbr_${'x'.repeat(43)}`, password }));
  const token = await makeToken();
  expect(await whyRefused(resetPassword(door, { token, password }))).toMatch(/^too_many_attempts/);
  await reset(token);
});
