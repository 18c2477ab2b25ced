import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { enablePerson } from '#lib/accounts/people/enable-person.ts';
import { listPeople } from '#lib/accounts/people/list-people.ts';
import { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import { setSiteAdmin } from '#lib/accounts/people/set-site-admin.ts';
import type { PersonVerb } from '#lib/verbs/define-person-verb.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import {
  addSignedIn,
  asker,
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
let accounts: Accounts;
let ines: string;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  accounts = await openAccounts(database);
  ines = await setUpOwner(accounts);
});

const add = (name: string, changes: { isSiteAdmin?: boolean; role?: 'owner' | 'viewer' } = {}) =>
  addSignedIn(database, accounts, { name, ...changes });
const as = (cookies: string) => personOf(accounts, cookies);
const signInAs = (email: string) => signIn(accounts.door(asker('')), { email, password: owner.password });

test('people are listed by name, with roles, state and last use, and with nothing secret', async () => {
  const marek = await add('Marek', { role: 'viewer' });
  await add('anna');
  await disablePerson(await as(ines), { personId: marek.id });
  const people = await listPeople(await as(ines));
  expect(people).toMatchObject([
    { name: 'anna', isYou: false, isSiteAdmin: false, disabledAt: null, memberships: [] },
    { name: 'Ines', isYou: true, isSiteAdmin: true, memberships: [{ workspace: 'Local', role: 'owner' }] },
    { name: 'Marek', lastSeenAt: null, memberships: [{ workspace: 'Local', role: 'viewer' }] },
  ]);
  expect(people[2]?.disabledAt).not.toBeNull();
  expect(Object.keys(people[0] ?? {}).toSorted()).toEqual([
    'disabledAt',
    'email',
    'id',
    'isSiteAdmin',
    'isYou',
    'lastSeenAt',
    'memberships',
    'name',
  ]);
});

test('whoever is disabled is out everywhere, and comes in again once they are enabled', async () => {
  const { id, email, cookies } = await add('Marek');
  await disablePerson(await as(ines), { personId: id });
  await disablePerson(await as(ines), { personId: id });
  expect(await isSignedIn(accounts, cookies)).toBe(false);
  expect(await whyRefused(signInAs(email))).toMatch(/^forbidden: This account has been disabled/);
  // Left by a sign-in that had begun before.
  const times = { createdAt: new Date(), updatedAt: new Date(), expiresAt: new Date(Date.now() + 60_000) };
  await database.prisma.session.create({ data: { id: 'late', token: 'late', personId: id, ...times } });
  await enablePerson(await as(ines), { personId: id });
  expect(await accounts.access.find('late', {})).toBeNull();
  await signInAs(email);
});

test('enabling whoever is not disabled signs nobody out', async () => {
  const { id, cookies } = await add('Marek');
  await enablePerson(await as(ines), { personId: id });
  expect(await isSignedIn(accounts, cookies)).toBe(true);
});

describe('is refused', () => {
  const verbs: readonly (readonly [string, PersonVerb, Record<string, unknown>])[] = [
    ['listPeople', listPeople, {}],
    ['disablePerson', disablePerson, { personId: 'you' }],
    ['enablePerson', enablePerson, { personId: 'you' }],
    ['makeResetLink', makeResetLink, { personId: 'you' }],
    ['setSiteAdmin', setSiteAdmin, { personId: 'marek', isSiteAdmin: true }],
  ];

  test.each(verbs)('%s of somebody who is no site admin', async (_name, verb, input) => {
    const { cookies } = await add('Marek', { role: 'owner' });
    expect(await whyRefused(verb(await as(cookies), input))).toMatch(/^forbidden: To do this you must be a site admin/);
  });

  test.each(verbs.slice(1))('%s of one who no longer is when it is done', async (_name, verb, input) => {
    const { id, cookies } = await add('Marek', { isSiteAdmin: true });
    const ctx = await as(cookies);
    await setSiteAdmin(await as(ines), { personId: id, isSiteAdmin: false });
    expect(await whyRefused(verb(ctx, input))).toMatch(/^forbidden: You are no longer a site admin/);
    await disablePerson(await as(ines), { personId: id });
    expect(await whyRefused(verb(ctx, input))).toMatch(/^signed_out/);
    expect(await database.prisma.person.count({ where: { isSiteAdmin: true, disabledAt: null } })).toBe(1);
  });

  test('for oneself, for nobody, and for what is no id', async () => {
    const ctx = await as(ines);
    expect(await whyRefused(disablePerson(ctx, { personId: 'you' }))).toMatch(/^wrong_state: You cannot disable yours/);
    expect(await whyRefused(disablePerson(ctx, { personId: 'nobody' }))).toMatch(/^not_found: There is no such person/);
    for (const personId of ['', 'a b', '\0', 7, undefined])
      expect(await whyRefused(disablePerson(ctx, { personId }))).toMatch(/^invalid_input/);
    expect(await whyRefused(setSiteAdmin(ctx, { personId: 'you' }))).toMatch(/^invalid_input/);
  });

  test('for the last owner of a workspace, until somebody else is one who may come in', async () => {
    const marek = await add('Marek', { isSiteAdmin: true });
    const anna = await add('Anna', { role: 'owner' });
    const lastOwner = /^wrong_state: Ines is the last owner of Local\. Make somebody else an owner first\.$/;
    await disablePerson(await as(ines), { personId: anna.id });
    expect(await whyRefused(disablePerson(await as(marek.cookies), { personId: 'you' }))).toMatch(lastOwner);
    await enablePerson(await as(ines), { personId: anna.id });
    await disablePerson(await as(marek.cookies), { personId: 'you' });
    expect(await isSignedIn(accounts, ines)).toBe(false);
  });

  test('for somebody who becomes the last owner at the same moment', async () => {
    const marek = await add('Marek', { role: 'viewer' });
    const anna = await add('Anna', { isSiteAdmin: true });
    const ctx = await as(anna.cookies);
    const promoting = await database.pool.connect();
    onTestFinished(() => promoting.release(true));
    await promoting.query("begin; select 1 from member where role = 'owner' for update");
    const disabled = whyRefused(disablePerson(ctx, { personId: marek.id }));
    disabled.catch(() => {});
    const waiting = () => database.pool.query('select 1 from pg_locks where not granted');
    await expect.poll(async () => (await waiting()).rowCount, { timeout: 20_000 }).not.toBe(0);
    await promoting.query(`update member set role = case person_id when '${marek.id}' then 'owner' else 'viewer' end`);
    await promoting.query('commit');
    expect(await disabled).toMatch(/^wrong_state: Marek is the last owner of Local/);
  });

  test('for the last site admin, also when two give it up at once', async () => {
    const last = /^wrong_state: Ines is the last site admin\. Make somebody else a site admin first\.$/;
    const me = { personId: 'you', isSiteAdmin: false };
    expect(await whyRefused(setSiteAdmin(await as(ines), me))).toMatch(last);
    const marek = await add('Marek', { isSiteAdmin: true, role: 'owner' });
    const both = [
      { ctx: await as(ines), input: me },
      { ctx: await as(marek.cookies), input: { personId: marek.id, isSiteAdmin: false } },
    ];
    const works = both.map(
      ({ ctx, input }) =>
        () =>
          setSiteAdmin(ctx, input),
    );
    const tried = await atOnce(database.pool, 'select from member for update', works);
    expect(tried.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await database.prisma.person.count({ where: { isSiteAdmin: true } })).toBe(1);
  });

  test('for one of two who disable each other at once', async () => {
    const marek = await add('Marek', { isSiteAdmin: true, role: 'owner' });
    const both = [
      { ctx: await as(ines), personId: marek.id },
      { ctx: await as(marek.cookies), personId: 'you' },
    ];
    const works = both.map(
      ({ ctx, personId }) =>
        () =>
          disablePerson(ctx, { personId }),
    );
    const tried = await atOnce(database.pool, 'select from member for update', works);
    expect(tried.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await database.prisma.person.count({ where: { disabledAt: null } })).toBe(1);
  });

  test('for a disabled person who would be a site admin', async () => {
    const { id } = await add('Marek');
    await disablePerson(await as(ines), { personId: id });
    const refused = await whyRefused(setSiteAdmin(await as(ines), { personId: id, isSiteAdmin: true }));
    expect(refused).toMatch(/^wrong_state: Marek is disabled/);
  });
});
