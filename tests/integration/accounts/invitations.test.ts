import { beforeEach, describe, expect, test } from 'vitest';
import { acceptInvitation } from '#lib/accounts/door/accept-invitation.ts';
import { join } from '#lib/accounts/door/join.ts';
import { readInvitation } from '#lib/accounts/door/read-invitation.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import type { DoorContext } from '#lib/contracts/accounts.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { InvitationOffer } from '#lib/shared/contract/member-views.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { changeRole } from '#lib/workspaces/change-role.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { leaveWorkspace } from '#lib/workspaces/leave-workspace.ts';
import { listInvitations } from '#lib/workspaces/list-invitations.ts';
import { removeMember } from '#lib/workspaces/remove-member.ts';
import { renewInvitation } from '#lib/workspaces/renew-invitation.ts';
import { withdrawInvitation } from '#lib/workspaces/withdraw-invitation.ts';
import {
  addMember,
  addPerson,
  asker,
  cookieHeader,
  emailOf,
  memberContext,
  openAccounts,
  owner,
  personOf,
  whyRefused,
  setUpOwner,
} from '#tests/support/accounts.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const noor = { name: 'Noor', password: 'nine paper lanterns' };
const dayMs = 86_400_000;
let accounts: Accounts;
let inesBrowser: string;
let ines: Context;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.invitation.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  accounts = await openAccounts(database);
  inesBrowser = await setUpOwner(accounts);
  ines = memberContext(database);
});

function door(cookies = '', address: string | null = null): DoorContext {
  return accounts.door(asker(cookies, address));
}

async function inviteAs(role: Role, email = 'Noor@Example.com', ctx = ines): Promise<string> {
  return (await invite(ctx, { email, role })).token;
}

async function browserOf(name: string): Promise<string> {
  const input = { email: emailOf(name), password: owner.password };
  return cookieHeader((await signIn(door(), input)).setCookies);
}

async function read(token: string, cookies = ''): Promise<InvitationOffer> {
  return (await readInvitation(door(cookies), { token })).value;
}

async function roleOf(email: string): Promise<string | null> {
  return (await database.prisma.member.findFirst({ where: { person: { email } } }))?.role ?? null;
}

test('who is invited joins under the e-mail of the invitation, with its role, and is in', async () => {
  const token = await inviteAs('runner');
  expect(await read(token)).toEqual({
    email: 'noor@example.com',
    role: 'runner',
    workspaceName: 'Local',
    invitedBy: 'Ines',
    currentRole: null,
    opener: 'new',
    signedInAs: null,
  });
  const { setCookies } = await join(door(), { ...noor, token, email: 'ines@example.com', role: 'owner' });
  const session = accounts.engine.readToken(cookieHeader(setCookies)) ?? '';
  expect(await accounts.access.find(session, {})).toMatchObject({
    person: { name: 'Noor', email: 'noor@example.com', isSiteAdmin: false },
    member: { workspace: { id: 'local' }, role: 'runner' },
  });
  expect(await listInvitations(ines)).toEqual([]);
});

test('a link lets in one of two who use it at once', async () => {
  const token = await inviteAs('runner');
  const tried = await Promise.allSettled(
    ['Noor', 'Nora'].map((name) => join(door(), { name, password: noor.password, token })),
  );
  expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await database.prisma.person.count({ where: { email: 'noor@example.com' } })).toBe(1);
  await addPerson(database, 'Sana');
  const second = await inviteAs('viewer', emailOf('Sana'));
  const browser = await browserOf('Sana');
  const accepted = await Promise.allSettled([1, 2].map(() => acceptInvitation(door(browser), { token: second })));
  expect(accepted.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

describe('lets nobody in, and says why', () => {
  /** One answer, whatever is asked of the link. */
  async function refusalsOf(token: string): Promise<readonly string[]> {
    const works = [
      readInvitation(door(), { token }),
      join(door(), { ...noor, token }),
      acceptInvitation(door(inesBrowser), { token }),
    ];
    return [...new Set(await Promise.all(works.map(whyRefused)))];
  }

  test('a link that was used', async () => {
    const token = await inviteAs('runner');
    await join(door(), { ...noor, token });
    expect(await refusalsOf(token)).toEqual([
      expect.stringMatching(/^forbidden: This invitation has been used already\. If it was you, sign in/),
    ]);
  });

  test('one that was withdrawn', async () => {
    const { token, invitation } = await invite(ines, { email: 'noor@example.com', role: 'runner' });
    await withdrawInvitation(ines, { invitationId: invitation.id });
    expect(await refusalsOf(token)).toEqual([
      expect.stringMatching(/^forbidden: This invitation has been withdrawn\. Ask Ines for a new one/),
    ]);
    expect(await listInvitations(ines)).toEqual([]);
    expect(await whyRefused(renewInvitation(ines, { invitationId: invitation.id }))).toMatch(/^not_found: /);
  });

  test('one that has run out, which can be renewed for as long again', async () => {
    const clock = { ...ines.clock, now: () => new Date(Date.now() - dayMs - 1000) };
    const { token } = await invite(
      { ...ines, clock, transaction: (work) => ines.transaction((tx) => work({ ...tx, clock })) },
      { email: 'noor@example.com', role: 'runner', days: 1 },
    );
    expect(await refusalsOf(token)).toEqual([
      expect.stringMatching(/^forbidden: This invitation has run out\. Ask Ines for a new link/),
    ]);
    const [late] = await listInvitations(ines);
    expect(late?.hasEnded).toBe(true);
    const renewed = await renewInvitation(ines, { invitationId: late?.id });
    const leftMs = Date.parse(renewed.invitation.expiresAt) - Date.now();
    expect([renewed.days, Math.round(leftMs / dayMs)]).toEqual([1, 1]);
    // What the page shows is the newest link; the one before it is as good as forged.
    expect(await refusalsOf(token)).toEqual([
      expect.stringMatching(/^forbidden: This invitation link is not one of this LangBatch, or a newer link/),
    ]);
    await join(door(), { ...noor, token: renewed.token });
  });

  test('one that is forged or cut, and too many of them', async () => {
    const token = await inviteAs('runner');
    expect(await refusalsOf(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toEqual([
      expect.stringMatching(/^forbidden: This invitation link/),
    ]);
    expect(await whyRefused(readInvitation(door(), { token: "lbi_'; drop" }))).toMatch(
      /^invalid_input: This link is not complete/,
    );
    for (let tried = 0; tried < 30; tried += 1)
      await whyRefused(readInvitation(door('', '203.0.113.7'), { token: `lbi_${tried}_forged` }));
    expect(await whyRefused(readInvitation(door('', '203.0.113.7'), { token }))).toMatch(/^too_many_attempts: /);
    expect((await readInvitation(door('', '203.0.113.8'), { token })).value.opener).toBe('new');
  });

  test('the password that is easy to guess, and the link stays good', async () => {
    const token = await inviteAs('runner');
    expect(await whyRefused(join(door(), { token, name: 'Noor', password: 'noor@example.com' }))).toMatch(
      /^invalid_input: This password is easy/,
    );
    expect((await read(token)).opener).toBe('new');
  });
});

describe('an e-mail that has an account', () => {
  test('joins signed in as that person alone; nobody gets at it by a new password', async () => {
    await addPerson(database, 'Sana');
    const token = await inviteAs('admin', emailOf('Sana'));
    expect((await read(token)).opener).toBe('signed_out');
    expect(await whyRefused(join(door(), { ...noor, token }))).toMatch(
      /^forbidden: There is an account for sana@example\.com already\. Sign in with it/,
    );
    expect(await whyRefused(acceptInvitation(door(), { token }))).toMatch(/^signed_out: /);
    expect(await read(token, inesBrowser)).toMatchObject({ opener: 'other', signedInAs: 'ines@example.com' });
    expect(await whyRefused(acceptInvitation(door(inesBrowser), { token }))).toMatch(
      /^forbidden: This invitation is for sana@example\.com, and you are signed in as ines@example\.com/,
    );
    const browser = await browserOf('Sana');
    expect((await read(token, browser)).opener).toBe('invited');
    await acceptInvitation(door(browser), { token });
    expect(await roleOf(emailOf('Sana'))).toBe('admin');
  });

  test('keeps the greater of two roles', async () => {
    await addPerson(database, 'Sana');
    const token = await inviteAs('viewer', emailOf('Sana'));
    await database.prisma.member.create({
      data: { workspaceId: 'local', personId: 'person_sana', role: 'admin', createdAt: new Date() },
    });
    const browser = await browserOf('Sana');
    expect(await read(token, browser)).toMatchObject({ role: 'viewer', currentRole: 'admin' });
    await acceptInvitation(door(browser), { token });
    expect(await roleOf(emailOf('Sana'))).toBe('admin');
  });

  test('does not join while its person is disabled', async () => {
    await addPerson(database, 'Sana');
    const token = await inviteAs('viewer', emailOf('Sana'));
    const browser = await browserOf('Sana');
    await database.prisma.person.updateMany({ where: { id: 'person_sana' }, data: { disabledAt: new Date() } });
    expect(await whyRefused(acceptInvitation(door(browser), { token }))).toMatch(/^signed_out: /);
    expect(await whyRefused(join(door(), { ...noor, token }))).toMatch(/^forbidden: There is an account/);
    expect(await roleOf(emailOf('Sana'))).toBeNull();
  });

  test('is made once when its person joins two workspaces at once', async () => {
    const shop = { id: 'shop', name: 'Shop', slug: 'shop' };
    await database.prisma.workspace.upsert({
      where: { id: 'shop' },
      update: {},
      create: { ...shop, createdAt: new Date() },
    });
    await addMember(database, 'shop', 'you', 'owner');
    const tokens = [await inviteAs('runner'), await inviteAs('viewer', undefined, memberContext(database, {}, shop))];
    const joined = await Promise.allSettled(tokens.map((token) => join(door(), { ...noor, token })));
    expect(joined.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const open = tokens[joined.findIndex(({ status }) => status === 'rejected')] ?? '';
    expect((await read(open)).opener).toBe('signed_out');
  });
});

test('nobody joins with a new account in a browser in which somebody is signed in', async () => {
  const token = await inviteAs('runner');
  expect((await read(token, inesBrowser)).opener).toBe('other');
  expect(await whyRefused(join(door(inesBrowser), { ...noor, token }))).toMatch(
    /^forbidden: This invitation is for noor@example\.com\. Sign out first/,
  );
});

test('only owners invite owners, renew such an invitation or withdraw it', async () => {
  const admin = memberContext(database, { id: await addPerson(database, 'Marek', 'admin'), role: 'admin' });
  const { invitation } = await invite(ines, { email: 'noor@example.com', role: 'owner' });
  const tried = [
    invite(admin, { email: 'ravi@example.com', role: 'owner' }),
    renewInvitation(admin, { invitationId: invitation.id }),
    withdrawInvitation(admin, { invitationId: invitation.id }),
  ];
  for (const refusal of await Promise.all(tried.map(whyRefused)))
    expect(refusal).toMatch(/^forbidden: .* you must be an owner/);
  expect((await listInvitations(admin)).map(({ email }) => email)).toEqual(['noor@example.com']);
  await join(door(), { ...noor, token: (await renewInvitation(ines, { invitationId: invitation.id })).token });
  expect(await roleOf('noor@example.com')).toBe('owner');
});

describe('the links that somebody has made end, and name only who still invites,', () => {
  const marek = 'person_marek';
  const change = (role: Role) => changeRole(ines, { personId: marek, role, version: 1 });

  test.each<[string, () => Promise<unknown>, readonly Role[]]>([
    ['when they are removed', () => removeMember(ines, { personId: marek, version: 1 }), []],
    ['when they leave', () => leaveWorkspace(memberContext(database, { id: marek })), []],
    ['when they may invite nobody any more', () => change('runner'), []],
    ['for owners when they are an owner no longer', () => change('admin'), ['viewer']],
    [
      'when they are disabled',
      async () => disablePerson(await personOf(accounts, inesBrowser), { personId: marek }),
      [],
    ],
  ])('%s', async (_when, act, left) => {
    const ctx = memberContext(database, { id: await addPerson(database, 'Marek', 'owner') });
    const tokens = [await inviteAs('owner', 'own@example.com', ctx), await inviteAs('viewer', 'see@example.com', ctx)];
    const others = await inviteAs('owner');
    await act();
    const open = await Promise.all(tokens.map(async (token) => read(token).catch(() => null)));
    expect(open.flatMap((offer) => offer?.role ?? [])).toEqual(left);
    const whom = left.length === 0 ? 'an admin of the workspace Local' : 'Marek';
    expect(await whyRefused(read(tokens[0] ?? ''))).toBe(
      `forbidden: This invitation has been withdrawn. Ask ${whom} for a new one.`,
    );
    await database.prisma.invitation.updateMany({ where: { createdById: marek }, data: { withdrawnAt: null } });
    const ends = [{ acceptedAt: new Date() }, { acceptedAt: null, expiresAt: new Date() }];
    for (const data of ends) {
      await database.prisma.invitation.updateMany({ where: { createdById: marek }, data });
      const why = await whyRefused(read(tokens[0] ?? ''));
      expect([why.includes(whom), why.includes('Marek')]).toEqual([true, left.length > 0]);
    }
    expect((await read(others)).invitedBy).toBe('Ines');
  });
});

test('an e-mail is invited once at a time, and not when it is a member’s', async () => {
  const invited = await Promise.allSettled([inviteAs('runner'), inviteAs('viewer')]);
  expect(invited.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await whyRefused(inviteAs('runner'))).toMatch(
    /^invalid_input: There is an invitation for this e-mail already/,
  );
  expect(await whyRefused(inviteAs('runner', ' INES@example.com'))).toBe(
    'invalid_input: Ines is a member already, as Owner. Change the role instead.',
  );
});

test('no link is kept: the database and the list know nothing that would let anybody in', async () => {
  const token = await inviteAs('runner');
  const { rows } = await database.pool.query<{ row: string }>('select invitation::text as row from invitation');
  expect(JSON.stringify([rows, await listInvitations(ines)])).not.toContain(token.slice(4));
});

test('invitations of another workspace are not there', async () => {
  const { invitation } = await invite(ines, { email: 'noor@example.com', role: 'viewer' });
  const elsewhere = memberContext(database, {}, { id: 'other', name: 'Other', slug: 'other' });
  expect(await listInvitations(elsewhere)).toEqual([]);
  for (const verb of [renewInvitation, withdrawInvitation])
    expect(await whyRefused(verb(elsewhere, { invitationId: invitation.id }))).toMatch(/^not_found: /);
});

test.each([
  { email: 'noor', role: 'viewer' },
  { email: 'noor@example.com', role: 'god' },
  { email: 'noor@example.com', role: 'viewer', days: 3650 },
  { email: `${'n'.repeat(250)}@example.com`, role: 'viewer' },
  null,
])('an invitation that makes no sense is refused: %j', async (input) => {
  expect(await whyRefused(invite(ines, input))).toMatch(/^invalid_input: /);
});
