import { beforeEach, expect, test } from 'vitest';
import { findAccess } from '#app/_server/context-for.ts';
import { setPrivateHosts } from '#lib/connections/set-private-hosts.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { AppError } from '#lib/errors.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { scriptAuthor } from '#lib/storage/prisma/audit-log.ts';
import { createWorkspaceStore } from '#lib/storage/prisma/workspace-store.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { randomIds } from '#lib/wiring/random-ids.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { createWorkspace } from '#lib/workspaces/create-workspace.ts';
import { listMyWorkspaces } from '#lib/workspaces/list-my-workspaces.ts';
import { listWorkspaces } from '#lib/workspaces/list-workspaces.ts';
import { renameWorkspace } from '#lib/workspaces/rename-workspace.ts';
import { asker, addMember, addWorkspace, openAccounts, setUpOwner } from '#tests/support/accounts.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
let accounts: Accounts;
/** Site admin and owner of Local. */
let ines: PersonContext;

beforeEach(async () => {
  await database.prisma.connection.deleteMany();
  await database.prisma.person.deleteMany();
  await database.prisma.workspace.deleteMany({ where: { id: { not: 'local' } } });
  await database.prisma.workspace.update({ where: { id: 'local' }, data: { name: 'Local' } });
  accounts = await openAccounts(database);
  const headers = new Headers({ cookie: await setUpOwner(accounts) });
  ines = accounts.inside(await findAccess(accounts, headers), asker(''));
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
}

test('a new workspace is its maker’s, has a sandbox of its own, and a name of its own in addresses', async () => {
  const [first, second] = await Promise.all([
    createWorkspace(ines, { name: ' The Shop ' }),
    createWorkspace(ines, { name: 'The shop' }),
  ]);
  expect([first.slug, second.slug].toSorted()).toEqual(['the-shop', 'the-shop-2']);
  expect(first.name).toBe('The Shop');
  const own = await listMyWorkspaces(ines);
  expect(own.map(({ slug, role }) => [slug, role])).toEqual(
    expect.arrayContaining([
      ['local', 'owner'],
      ['the-shop', 'owner'],
      ['the-shop-2', 'owner'],
    ]),
  );
  const connections = await database.prisma.connection.findMany({ select: { kind: true, workspaceId: true } });
  expect(connections.map(({ workspaceId }) => workspaceId).toSorted()).toEqual([first.id, second.id].toSorted());
  expect(new Set(connections.map(({ kind }) => kind))).toEqual(new Set(['sandbox']));
});

test('a new workspace is there with its sandbox, or not at all', async () => {
  const equip = () => Promise.reject(new Error('There is no room for a connection.'));
  const store = createWorkspaceStore({
    prisma: database.prisma,
    pool: database.pool,
    clock: systemClock,
    limitBytes: null,
    ids: randomIds,
    equip,
    author: scriptAuthor,
  });
  await expect(store.create('Shop', { personId: 'you', sessionId: ines.sessionId })).rejects.toThrow('no room');
  expect(await database.prisma.workspace.count()).toBe(1);
});

test('only a site admin makes workspaces and sees them all, with numbers and nothing more', async () => {
  await addWorkspace(database, 'shop');
  await addMember(database, 'shop', 'you', 'viewer');
  const createdAt: unknown = expect.any(String);
  const space = { usedBytes: 0, limitBytes: null };
  expect(await listWorkspaces(ines)).toEqual([
    { id: 'local', name: 'Local', slug: 'local', members: 1, batches: 0, createdAt, space },
    { id: 'shop', name: 'Shop', slug: 'shop', members: 1, batches: 0, createdAt, space },
  ]);
  const jo = { ...ines, person: { ...ines.person, isSiteAdmin: false } };
  expect(await codeOf(createWorkspace(jo, { name: 'Mine' }))).toBe('forbidden');
  expect(await codeOf(listWorkspaces(jo))).toBe('forbidden');
  expect(await codeOf(createWorkspace(ines, { name: '   ' }))).toBe('invalid_input');
  expect(await codeOf(createWorkspace(ines, { name: 'a\u0000b' }))).toBe('invalid_input');
  expect(await database.prisma.workspace.count()).toBe(2);
});

test('who was a site admin when asking, and is none any more, changes nothing', async () => {
  await database.prisma.person.updateMany({ data: { isSiteAdmin: false } });
  expect(await codeOf(createWorkspace(ines, { name: 'Mine' }))).toBe('forbidden');
  expect(await codeOf(setPrivateHosts(ines, { hosts: '10.0.0.5' }))).toBe('forbidden');
  await database.prisma.session.deleteMany();
  expect(await codeOf(createWorkspace(ines, { name: 'Mine' }))).toBe('signed_out');
  expect(await codeOf(setPrivateHosts(ines, { hosts: '10.0.0.5' }))).toBe('signed_out');
  expect(await database.prisma.workspace.count()).toBe(1);
  expect(await database.prisma.setting.count({ where: { key: 'private_hosts' } })).toBe(0);
});

test.each<[Role | null, string]>([
  [null, 'not_found'],
  ['viewer', 'forbidden'],
  ['runner', 'forbidden'],
  ['admin', 'done'],
  ['owner', 'done'],
])('who is %s in a workspace and renames it: %s, and links to it stay good', async (role, code) => {
  await addWorkspace(database, 'shop');
  // A site admin, which gives no right in a workspace.
  if (role !== null) await addMember(database, 'shop', 'you', role);
  expect(await codeOf(renameWorkspace(ines, { workspaceId: 'shop', name: 'Store' }))).toBe(code);
  const { name, slug } = await database.prisma.workspace.findUniqueOrThrow({ where: { id: 'shop' } });
  expect([name, slug]).toEqual([code === 'done' ? 'Store' : 'Shop', 'shop']);
});
