import { beforeAll, expect, test } from 'vitest';
import { contextFor, toSeePage } from '#app/_server/context-for.ts';
import { judgePage } from '#app/_server/judge-page.ts';
import type { Access, WantedWorkspace } from '#lib/contracts/accounts.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { addMember, addWorkspace, openAccounts, setUpOwner } from '#tests/support/accounts.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
let accounts: Accounts;
let cookies: string;

/** Ines owns Local and looks on in Shop; Lab is somebody else's. Each has a batch. */
beforeAll(async () => {
  accounts = await openAccounts(database);
  cookies = await setUpOwner(accounts);
  for (const id of ['shop', 'lab']) await addWorkspace(database, id);
  await addMember(database, 'shop', 'you', 'viewer');
  for (const id of ['local', 'shop', 'lab']) {
    await database.pool.query(
      `insert into batch (id, workspace_id, version, document, is_listed, is_open, is_cancel_requested, is_checked, name,
         input_name, status, bad_lines, total, pending, succeeded, failed, missing, shown_pending, shown_succeeded,
         shown_failed, shown_missing, shown_not_answered, attempt_requests, stored_bytes, created_by_id, created_at)
       values ($1, $2, 1, '{}', true, false, false, false, '', '', 'draft', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'you', now())`,
      [`batch_${id}`, id],
    );
  }
});

async function find(wanted: WantedWorkspace): Promise<Access> {
  const found = await accounts.access.find(accounts.engine.readToken(cookies) ?? '', wanted);
  if (found === null) throw new Error('Nobody is signed in.');
  return found;
}

const workspaceOf = async (wanted: WantedWorkspace): Promise<string | null> =>
  (await find(wanted)).member?.workspace.slug ?? null;

test.each<[WantedWorkspace, string | null]>([
  [{ batchId: 'batch_shop' }, 'shop'],
  [{ batchId: 'batch_shop', slug: 'local' }, 'shop'],
  [{ batchId: 'batch_lab', slug: 'shop' }, 'shop'],
  [{ batchId: 'batch_none', slug: 'local' }, 'local'],
  [{ batchId: 'batch_shop', slug: 'lab' }, 'shop'],
  [{ slug: 'shop' }, 'shop'],
  // A workspace that is not hers is never another one, and whether there is one it does not tell.
  [{ slug: 'lab' }, null],
  [{ slug: 'none' }, null],
  [{ slug: 'a\0b' }, null],
  [{ batchId: 'batch_lab', slug: 'lab' }, null],
  [{ batchId: 'batch_none', slug: 'none' }, null],
])('somebody in Local and Shop who asks for %j is in %s', async (wanted, slug) => {
  expect(await workspaceOf(wanted)).toBe(slug);
});

test('without a word about it, and with a batch that is not theirs, it is the workspace used last', async () => {
  for (const slug of ['shop', 'local']) {
    await database.pool.query(
      "update member set last_used_at = now() - case when workspace_id = $1 then interval '0' else interval '1 hour' end",
      [slug],
    );
    expect(await workspaceOf({})).toBe(slug);
    expect(await workspaceOf({ batchId: 'batch_lab' })).toBe(slug);
  }
});

test('what is used is noted at most once a minute for each workspace', async () => {
  const usedAt = async (): Promise<readonly unknown[]> => {
    const { rows } = await database.pool.query('select last_used_at from member order by workspace_id');
    return rows.map((row: Record<string, unknown>) => row['last_used_at']);
  };
  await database.pool.query("update member set last_used_at = now() - interval '59 seconds'");
  const before = await usedAt();
  await find({ slug: 'shop' });
  expect(await usedAt()).toEqual(before);
  await database.pool.query("update member set last_used_at = now() - interval '61 seconds'");
  const [local, shop] = await usedAt();
  await find({ slug: 'shop' });
  expect((await usedAt())[0]).toEqual(local);
  expect((await usedAt())[1]).not.toEqual(shop);
});

const headers = (): Headers => new Headers({ cookie: cookies });

test('an address of several workspaces names one, and one that is not theirs is said to be none', async () => {
  await database.pool.query("update member set last_used_at = case when workspace_id = 'shop' then now() end");
  const judge = (path: string) => judgePage({ accounts }, headers(), path);
  expect(await judge('/batches?status=failed')).toEqual({ address: '/batches?status=failed&workspace=shop' });
  expect(await judge('/errors')).toEqual({ address: '/errors?workspace=shop' });
  for (const path of ['/batches?workspace=local', '/batches/batch_local', '/batches/batch_lab'])
    expect(await judge(path)).toBe('made');
  for (const path of ['/batches?workspace=lab', '/errors?workspace=lab', '/batches/batch_lab?workspace=lab'])
    expect(await judge(path)).toBe('no_workspace');
  expect(await judgePage({ accounts }, new Headers(), '/batches?workspace=lab')).toBe('signed_out');
});

test('alone there is the one workspace, and no address has to name it', async () => {
  const judge = (path: string) => judgePage({ accounts: null }, new Headers(), path);
  expect([await judge('/batches'), await judge('/batches?workspace=local')]).toEqual(['made', 'made']);
  expect(await judge('/batches?workspace=shop')).toBe('no_workspace');
});

test('the context of a request is of its workspace, with the role that the person has there', async () => {
  const world = createBatchWorld();
  const of = (runtimeAccounts: Accounts | null, wanted: WantedWorkspace) =>
    contextFor(
      { accounts: runtimeAccounts, context: (actor, membership) => world.context({ actor, ...membership }) },
      headers(),
      wanted,
      toSeePage,
    );
  expect(await of(accounts, { slug: 'shop' })).toMatchObject({
    actor: { kind: 'user', id: 'you', name: 'Ines' },
    role: 'viewer',
    workspace: { id: 'shop', name: 'Shop' },
  });
  await expect(of(accounts, { slug: 'lab' })).rejects.toMatchObject({ code: 'not_found' });
  expect(await of(null, {})).toMatchObject({ actor: { id: 'you' }, role: 'owner', workspace: localWorkspace });
  await expect(of(null, { slug: 'shop' })).rejects.toMatchObject({ code: 'not_found' });
});

test('who is in no workspace gets a page that says so, but for pages about themselves and about nobody', async () => {
  const members = await database.prisma.member.findMany();
  await database.prisma.member.deleteMany();
  const judge = (path: string) => judgePage({ accounts }, headers(), path);
  for (const path of ['/', '/batches', '/batches/batch_local', '/connections', '/batches?workspace=local'])
    expect([path, await judge(path)]).toEqual([path, 'no_workspace']);
  for (const path of ['/account', '/errors', '/settings/workspaces'])
    expect([path, await judge(path)]).toEqual([path, 'made']);
  expect(await find({})).toMatchObject({ member: null, memberships: 0 });
  await database.prisma.member.createMany({ data: members });
});
