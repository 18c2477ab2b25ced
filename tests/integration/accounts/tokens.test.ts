import { beforeEach, describe, expect, test } from 'vitest';
import {
  contextFor,
  findAccess,
  toChangeByApi,
  toChangeFromPage,
  toReadApi,
  toSeePage,
} from '#app/_server/context-for.ts';
import type { Purpose } from '#app/_server/context-for.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { enablePerson } from '#lib/accounts/people/enable-person.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import { listTokens } from '#lib/tokens/list-tokens.ts';
import { revokeToken } from '#lib/tokens/revoke-token.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { removeMember } from '#lib/workspaces/remove-member.ts';
import { addMember, memberContext, openAccounts, personOf, setUpOwner, whyRefused } from '#tests/support/accounts.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
let accounts: Accounts;
let cookies: string;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  accounts = await openAccounts(database);
  cookies = await setUpOwner(accounts);
});

/** Verbs as somebody with a role in Local calls them, with the tokens of the real database. */
function member(role: Role, personId = 'you'): Context {
  return memberContext(database, { id: personId, role });
}

async function addRunner(id: string): Promise<void> {
  const now = new Date();
  await database.prisma.person.create({
    data: { id, name: id, email: `${id}@example.com`, emailVerified: true, createdAt: now, updatedAt: now },
  });
  await database.prisma.member.create({ data: { workspaceId: 'local', personId: id, role: 'runner', createdAt: now } });
}

const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` });

async function roleBy(token: string, slug?: string): Promise<Role | null | 'signed out'> {
  const access = await accounts.access.findByToken(token, slug === undefined ? {} : { slug });
  return access === null ? 'signed out' : (access.member?.role ?? null);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (AppError.is(error) ? error.code : 'unexpected'),
  );
}

describe('a token', () => {
  test('does no more than its scope says, nor than its maker may do at that moment', async () => {
    const read = await createToken(member('owner'), { name: 'Report', scope: 'read' });
    const run = await createToken(member('owner'), { name: 'Nightly', scope: 'run' });
    expect([await roleBy(read.token), await roleBy(run.token)]).toEqual(['viewer', 'runner']);
    await database.prisma.member.updateMany({ data: { role: 'viewer' } });
    expect([await roleBy(read.token), await roleBy(run.token)]).toEqual(['viewer', 'viewer']);
  });

  test('says so where it is what allows too little', async () => {
    const { token } = await createToken(member('owner'), { name: 'Report', scope: 'read' });
    const found = async () => (await accounts.access.findByToken(token, {}))?.member;
    expect(await found()).toMatchObject({ role: 'viewer', scope: 'read' });
    await database.prisma.member.updateMany({ data: { role: 'viewer' } });
    expect(await found()).not.toHaveProperty('scope');
  });

  test('for work with batches is made by nobody who may not work with them', async () => {
    expect(await codeOf(createToken(member('viewer'), { name: 'Nightly', scope: 'run' }))).toBe('forbidden');
    expect(await database.prisma.apiToken.count()).toBe(0);
  });

  test('is made by nobody who has just lost the right, or left the workspace', async () => {
    await database.prisma.member.updateMany({ data: { role: 'viewer' } });
    expect(await codeOf(createToken(member('runner'), { name: 'Nightly', scope: 'run' }))).toBe('forbidden');
    await database.prisma.member.deleteMany();
    expect(await whyRefused(createToken(member('runner'), { name: 'Report', scope: 'read' }))).toBe(
      'not_found: You are no longer a member of the workspace Local.',
    );
    expect(await database.prisma.apiToken.count()).toBe(0);
  });

  test('is kept as a hash, and shown once', async () => {
    const { token } = await createToken(member('owner'), { name: 'Nightly', scope: 'run' });
    expect(token).toMatch(/^lb_[\w-]{43}$/u);
    const stored = JSON.stringify(await database.pool.query(`select t::text from api_token t`));
    expect(stored).not.toContain(token.slice(3));
    expect(JSON.stringify(await listTokens(member('owner')))).not.toContain(token.slice(3, -4));
  });

  test('is for one workspace: another one that is named is as good as none', async () => {
    const { token } = await createToken(member('owner'), { name: 'Nightly', scope: 'run' });
    expect(await roleBy(token, localWorkspace.name.toLowerCase())).toBe('runner');
    expect(await roleBy(token, 'shop')).toBeNull();
  });

  test.each([
    ['revoked', 'update api_token set revoked_at = now()'],
    ['over its time', `update api_token set expires_at = now() - interval '1 second'`],
    ['of somebody disabled', 'update person set disabled_at = now()'],
    ['of somebody who is in its workspace no more', 'delete from member'],
  ])('lets nobody in when it is %s', async (_why, change) => {
    const { token } = await createToken(member('owner'), { name: 'Nightly', scope: 'run', days: 30 });
    expect(await roleBy(token)).toBe('runner');
    await database.pool.query(change);
    expect(await roleBy(token)).toBe('signed out');
  });

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'leaves and is invited again',
      () => removeMember(member('owner'), { personId: 'kim', version: 1 }),
      () => addMember(database, localWorkspace.id, 'kim', 'runner'),
    ],
    [
      'is disabled and enabled again',
      async () => disablePerson(await personOf(accounts, cookies), { personId: 'kim' }),
      async () => enablePerson(await personOf(accounts, cookies), { personId: 'kim' }),
    ],
  ])('does not come back when its maker %s', async (_how, end, begin) => {
    await addRunner('kim');
    const { token } = await createToken(member('runner', 'kim'), { name: 'Nightly', scope: 'run' });
    expect(await roleBy(token)).toBe('runner');
    await end();
    await begin();
    expect(await roleBy(token)).toBe('signed out');
    expect((await listTokens(member('owner'))).tokens).toEqual([]);
  });

  test('is let in whole alone: cut, longer or in other letters it is nobody’s', async () => {
    const { token } = await createToken(member('owner'), { name: 'Nightly', scope: 'run' });
    for (const other of [token.slice(0, -1), `${token}0`, token.slice(3), token.toUpperCase(), 'lb_', '\0'])
      expect(await roleBy(other)).toBe('signed out');
  });

  test('notes when it was used last, and moves no workspace of its maker', async () => {
    const { token } = await createToken(member('owner'), { name: 'Nightly', scope: 'run' });
    await database.prisma.member.updateMany({ data: { lastUsedAt: null } });
    await roleBy(token);
    expect((await listTokens(member('owner'))).tokens[0]?.lastUsedAt).not.toBeNull();
    expect(await database.prisma.member.findFirst()).toMatchObject({ lastUsedAt: null });
  });
});

test('the list says what for the reader may make one', async () => {
  expect((await listTokens(member('viewer'))).scopes).toEqual(['read']);
  expect((await listTokens(member('runner'))).scopes).toEqual(['read', 'run']);
});

describe('who has a token', () => {
  test('sees and revokes one’s own, and admins those of all', async () => {
    await addRunner('kim');
    const own = await createToken(member('runner', 'kim'), { name: 'Kim’s', scope: 'run' });
    const owners = await createToken(member('owner'), { name: 'Owner’s', scope: 'read', days: null });
    const seen = async (ctx: Context) => (await listTokens(ctx)).tokens.map(({ name, owner }) => [name, owner]);
    expect(await seen(member('runner', 'kim'))).toEqual([['Kim’s', null]]);
    expect(await seen(member('admin'))).toEqual([
      ['Owner’s', null],
      ['Kim’s', 'kim'],
    ]);
    expect(await codeOf(revokeToken(member('runner', 'kim'), { tokenId: owners.id }))).toBe('not_found');
    expect(await roleBy(owners.token)).toBe('viewer');
    await revokeToken(member('admin'), { tokenId: own.id });
    expect(await roleBy(own.token)).toBe('signed out');
    expect(await codeOf(revokeToken(member('admin'), { tokenId: own.id }))).toBe('not_found');
  });
});

describe('a request', () => {
  const runtime = () => ({ accounts, context: () => createBatchWorld().ctx });
  const ask = (headers: Headers, purpose: Purpose) => codeOf(contextFor(runtime(), headers, {}, purpose));

  test('with a token reads and changes through the API, and opens no page and no action', async () => {
    const { token } = await createToken(member('owner'), { name: 'Nightly', scope: 'run' });
    const outcomes = [toReadApi, toChangeByApi, toSeePage, toChangeFromPage].map((purpose) =>
      ask(bearer(token), purpose),
    );
    expect(await Promise.all(outcomes)).toEqual(['none', 'none', 'signed_out', 'signed_out']);
  });

  test('with a token that is wrong is nobody’s, whoever is signed in besides', async () => {
    const headers = new Headers({ authorization: 'Bearer lb_wrong', cookie: cookies });
    expect(await ask(headers, toReadApi)).toBe('signed_out');
    await expect(findAccess(accounts, headers, {}, toReadApi)).rejects.toThrow('This token is not one of ours');
  });

  test('with a session changes something only when the browser says that a page of ours asks', async () => {
    const from = (headers: Record<string, string>) => ask(new Headers({ cookie: cookies, ...headers }), toChangeByApi);
    expect(await from({})).toBe('forbidden');
    expect(await from({ 'sec-fetch-site': 'same-site' })).toBe('forbidden');
    expect(await from({ 'sec-fetch-site': 'same-origin' })).toBe('none');
    expect(await from({ origin: 'https://batches.example.org' })).toBe('none');
    expect(await ask(new Headers({ cookie: cookies }), toReadApi)).toBe('none');
  });

  test('with another kind of authorization, as proxies add it, counts by its session', async () => {
    const headers = new Headers({ authorization: 'Basic dGVhbTp0ZWFt', cookie: cookies });
    expect(await ask(headers, toReadApi)).toBe('none');
  });
});
