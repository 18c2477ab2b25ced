import { beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import type { Access } from '#lib/contracts/accounts.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { changeRole } from '#lib/workspaces/change-role.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { leaveWorkspace } from '#lib/workspaces/leave-workspace.ts';
import { listMembers } from '#lib/workspaces/list-members.ts';
import { removeMember } from '#lib/workspaces/remove-member.ts';
import { renewInvitation } from '#lib/workspaces/renew-invitation.ts';
import { withdrawInvitation } from '#lib/workspaces/withdraw-invitation.ts';
import {
  addPerson,
  asker,
  cookieHeader,
  emailOf,
  memberContext,
  openAccounts,
  owner,
  whyRefused,
  setUpOwner,
} from '#tests/support/accounts.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const database = usePrismaDatabase();
const you = 'you';
let accounts: Accounts;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.invitation.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  accounts = await openAccounts(database);
  await setUpOwner(accounts);
});

const as = (id: string, role: Role) => memberContext(database, { id, role });

async function rolesNow(): Promise<Readonly<Record<string, string>>> {
  const rows = await database.prisma.member.findMany({ orderBy: { personId: 'asc' } });
  return Object.fromEntries(rows.map(({ personId, role }) => [personId, role]));
}

async function accessOf(name: string): Promise<Access | null> {
  const input = { email: emailOf(name), password: owner.password };
  const { setCookies } = await signIn(accounts.door(asker('')), input);
  return accounts.access.find(accounts.engine.readToken(cookieHeader(setCookies)) ?? '', {});
}

/** A batch of Local; null: nobody has started it yet. */
async function saveBatchOf(starter: string | null, id: string): Promise<void> {
  const { pool, prisma } = database;
  const index = createPostgresRequestIndex({ pool, workspaceId: 'local', log: silentLog });
  const storage = createPrismaBatchStorage({ prisma, workspaceId: 'local', files: createMemoryFiles(), index });
  const startedBy = { kind: 'user', id: starter ?? '', name: 'then' } as const;
  const attempts = starter === null ? [] : [makeAttempt(1, [makeJob(`job-${id}`)], { startedBy })];
  await storage.saveBatch(makeBatch(id, { attempts }), 0);
}

test('admins see addresses, when somebody was there and what they started, all others names and roles', async () => {
  await addPerson(database, 'Lien', 'viewer');
  await accessOf('Lien');
  for (const [id, starter] of [
    ['b1', 'person_lien'],
    ['b2', 'person_lien'],
    ['b3', null],
    ['b4', 'person_gone'],
  ] as const)
    await saveBatchOf(starter, id);
  const seen = await listMembers(as('person_lien', 'viewer'));
  expect(seen).toMatchObject({ workspaceName: 'Local', role: 'viewer' });
  expect(seen.members).toEqual([
    expect.objectContaining({ name: 'Ines', role: 'owner', isYou: false, email: null, lastSeenAt: null }),
    expect.objectContaining({ name: 'Lien', role: 'viewer', isYou: true, email: null, lastSeenAt: null }),
  ]);
  expect(seen.members.map(({ startedBatches }) => startedBatches)).toEqual([null, null]);
  const { members } = await listMembers(as(you, 'owner'));
  expect(members.map(({ email, isLastOwner, startedBatches }) => [email, isLastOwner, startedBatches])).toEqual([
    ['ines@example.com', true, 0],
    ['lien@example.com', false, 2],
  ]);
  expect(Date.parse(members[1]?.lastSeenAt ?? '')).toBeGreaterThan(0);
});

describe('the last owner', () => {
  test('stays: she cannot leave, be removed or lose the role', async () => {
    const ctx = as(you, 'owner');
    const sentence = /^wrong_state: Ines is the last owner of the workspace Local\. Make somebody else an owner first/;
    expect(await whyRefused(leaveWorkspace(ctx))).toMatch(sentence);
    expect(await whyRefused(removeMember(ctx, { personId: you, version: 1 }))).toMatch(sentence);
    expect(await whyRefused(changeRole(ctx, { personId: you, role: 'admin', version: 1 }))).toMatch(sentence);
    const disabled = await addPerson(database, 'Jorun', 'owner');
    await database.prisma.person.updateMany({ where: { id: disabled }, data: { disabledAt: new Date() } });
    expect(await whyRefused(leaveWorkspace(ctx))).toMatch(sentence);
    expect(await rolesNow()).toEqual({ [you]: 'owner', [disabled]: 'owner' });
  });

  test('is one of two who leave at once', async () => {
    const other = await addPerson(database, 'Marek', 'owner');
    const left = await Promise.allSettled([leaveWorkspace(as(you, 'owner')), leaveWorkspace(as(other, 'owner'))]);
    expect(left.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(Object.values(await rolesNow())).toEqual(['owner']);
  });

  test('stays when the other owner is disabled at the same moment', async () => {
    const other = await addPerson(database, 'Marek', 'owner');
    const disabling = await database.pool.connect();
    await disabling.query("begin; select 1 from member where role = 'owner' for update");
    const left = whyRefused(leaveWorkspace(as(you, 'owner')));
    const waiting = () => database.pool.query('select 1 from pg_locks where not granted');
    await expect.poll(async () => (await waiting()).rowCount, { timeout: 20_000 }).not.toBe(0);
    await disabling.query('update person set disabled_at = now() where id = $1', [other]);
    await disabling.query('commit');
    disabling.release();
    expect(await left).toMatch(/^wrong_state: Ines is the last owner/);
  });

  test('is one of two who take the role from each other at once', async () => {
    const other = await addPerson(database, 'Marek', 'owner');
    const changed = await Promise.allSettled([
      changeRole(as(you, 'owner'), { personId: other, role: 'viewer', version: 1 }),
      changeRole(as(other, 'owner'), { personId: you, role: 'viewer', version: 1 }),
    ]);
    expect(changed.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(Object.values(await rolesNow()).toSorted()).toEqual(['owner', 'viewer']);
  });
});

test('only owners make owners and take that away; admins never touch them', async () => {
  const admin = await addPerson(database, 'Marek', 'admin');
  const runner = await addPerson(database, 'Sana', 'runner');
  const ctx = as(admin, 'admin');
  const tried = [
    changeRole(ctx, { personId: runner, role: 'owner', version: 1 }),
    changeRole(ctx, { personId: admin, role: 'owner', version: 1 }),
    changeRole(ctx, { personId: you, role: 'viewer', version: 1 }),
    removeMember(ctx, { personId: you, version: 1 }),
  ];
  for (const refusal of await Promise.all(tried.map(whyRefused)))
    expect(refusal).toMatch(/^forbidden: .* you must be an owner\. Ask an owner/);
  await changeRole(ctx, { personId: runner, role: 'admin', version: 1 });
  await changeRole(as(you, 'owner'), { personId: admin, role: 'owner', version: 1 });
  await changeRole(as(admin, 'owner'), { personId: you, role: 'runner', version: 1 });
  expect(await rolesNow()).toEqual({ [admin]: 'owner', [runner]: 'admin', [you]: 'runner' });
});

test('a change that waited for another one is judged by the role that its maker has then', async () => {
  const marek = await addPerson(database, 'Marek', 'owner');
  const sana = await addPerson(database, 'Sana', 'runner');
  const { invitation } = await invite(as(marek, 'owner'), { email: 'noor@example.com', role: 'viewer' });
  const invitationId = invitation.id;
  // As they were when they asked.
  const works = (): readonly Promise<unknown>[] => [
    changeRole(as(marek, 'owner'), { personId: sana, role: 'owner', version: 1 }),
    removeMember(as(marek, 'owner'), { personId: sana, version: 1 }),
    invite(as(marek, 'owner'), { email: 'ravi@example.com', role: 'viewer' }),
    renewInvitation(as(marek, 'owner'), { invitationId }),
    withdrawInvitation(as(marek, 'owner'), { invitationId }),
  ];
  const { pool } = database;
  await pool.query(`update member set role = 'runner' where person_id = $1`, [marek]);
  for (const refusal of await Promise.all(works().map(whyRefused)))
    expect(refusal).toMatch(/^forbidden: Your role in the workspace Local is runner\./);
  await pool.query('update person set disabled_at = now() where id = $1', [marek]);
  const notThere = /^not_found: You are no longer a member of the workspace Local\./;
  for (const refusal of await Promise.all(works().map(whyRefused))) expect(refusal).toMatch(notThere);
  await pool.query('update person set disabled_at = null where id = $1', [marek]);
  await removeMember(as(you, 'owner'), { personId: marek, version: 1 });
  for (const refusal of await Promise.all(works().map(whyRefused))) expect(refusal).toMatch(notThere);
  expect(await rolesNow()).toEqual({ [sana]: 'runner', [you]: 'owner' });
});

test('of two who change one member at once the second learns what the first did, and changes nothing', async () => {
  const runner = await addPerson(database, 'Sana', 'runner');
  const ctx = as(you, 'owner');
  const changed = await Promise.allSettled([
    changeRole(ctx, { personId: runner, role: 'viewer', version: 1 }),
    changeRole(ctx, { personId: runner, role: 'viewer', version: 1 }),
    removeMember(ctx, { personId: runner, version: 1 }),
  ]);
  expect(changed.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  const other = await addPerson(database, 'Tomas', 'runner');
  await changeRole(ctx, { personId: other, role: 'viewer', version: 1 });
  expect(await whyRefused(removeMember(ctx, { personId: other, version: 1 }))).toBe(
    'conflict: Somebody else has just changed this member: the role of Tomas is Viewer now. Nothing else was changed; decide again.',
  );
  expect((await rolesNow())[other]).toBe('viewer');
});

test('who is removed or has left is let in nowhere from the next request on', async () => {
  const removed = await addPerson(database, 'Sana', 'runner');
  const gone = await addPerson(database, 'Tomas', 'runner');
  expect((await accessOf('Sana'))?.member?.role).toBe('runner');
  await removeMember(as(you, 'owner'), { personId: removed, version: 1 });
  await leaveWorkspace(as(gone, 'runner'));
  expect((await accessOf('Sana'))?.member).toBeNull();
  expect((await accessOf('Tomas'))?.member).toBeNull();
  expect(await whyRefused(removeMember(as(you, 'owner'), { personId: gone, version: 1 }))).toMatch(/^not_found: /);
});

test('members of another workspace are not there', async () => {
  const shop = { id: 'shop', name: 'Shop', slug: 'shop' };
  await database.prisma.workspace.create({ data: { ...shop, createdAt: new Date() } });
  const sana = await addPerson(database, 'Sana', 'runner');
  const ctx = memberContext(database, {}, shop);
  expect((await listMembers(ctx)).members).toEqual([]);
  expect(await whyRefused(changeRole(ctx, { personId: sana, role: 'viewer', version: 1 }))).toMatch(/^not_found: /);
  expect(await whyRefused(removeMember(ctx, { personId: sana, version: 1 }))).toMatch(/^not_found: /);
  expect((await rolesNow())[sana]).toBe('runner');
});

test.each([
  { personId: 'no\0body', role: 'viewer', version: 1 },
  { personId: 'x'.repeat(65), role: 'viewer', version: 1 },
  { personId: you, role: 'god', version: 1 },
  { personId: you, role: 'viewer', version: 0 },
  { personId: you, role: 'viewer' },
  null,
])('a change of a member that makes no sense is refused: %j', async (input) => {
  expect(await whyRefused(changeRole(as(you, 'owner'), input))).toMatch(/^invalid_input: /);
});
