import { readFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { Readable } from 'node:stream';
import { join } from '#lib/accounts/door/join.ts';
import { setUp } from '#lib/accounts/door/set-up.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { makeLinkToken } from '#lib/accounts/secret-link.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import type { Role, TokenScope } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import { revokeToken } from '#lib/tokens/revoke-token.ts';
import { createRuntime, type Membership } from '#lib/wiring/runtime.ts';
import { changeRole } from '#lib/workspaces/change-role.ts';
import { createWorkspace } from '#lib/workspaces/create-workspace.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { leaveWorkspace } from '#lib/workspaces/leave-workspace.ts';
import { listMembers } from '#lib/workspaces/list-members.ts';
import { cookieHeader, personOf } from '#tests/support/accounts.ts';

export const teamPassword = 'seven green umbrellas';
export const emailOf = (name: string): string => `${name}@example.com`;

/** People of a product with accounts, made with the verbs that its pages call. */
export interface Team extends AsyncDisposable {
  /** The cookies of somebody in Local with this role: the owner's are those of the set-up. */
  readonly cookiesOf: (role: Role) => Promise<string>;
  readonly tokenOf: (role: Role, scope: TokenScope) => Promise<string>;
  readonly setRole: (of: Role, role: Role) => Promise<void>;
  readonly draftInLocal: () => Promise<string>;
  /** A draft in a workspace in which only one more person is, and the cookies of that one. */
  readonly elsewhere: () => Promise<{ readonly draft: string; readonly cookies: string }>;
  /** Of somebody who was an admin when they signed in. */
  readonly disabledCookies: () => Promise<string>;
  /** Of the owner: one that was revoked, one that is over its time. */
  readonly endedTokens: () => Promise<readonly string[]>;
  /** Leaves an invitation open that nobody has accepted. */
  readonly inviteToLocal: (email: string) => Promise<void>;
  /** Somebody new who owns a workspace of their own, and is in no other. */
  readonly stranger: () => Promise<{ readonly cookies: string; readonly slug: string; readonly token: string }>;
}

export async function openTeam(product: { readonly url: string; readonly dataDir: string }): Promise<Team> {
  const { url, dataDir } = product;
  const settings = parseEnv({
    DATABASE_URL: (await findEmbeddedPostgres({ dataDir })) ?? '',
    LANGBATCH_DATA_DIR: dataDir,
    LANGBATCH_SECRET: (await readFile(joinPath(dataDir, 'secret'), 'utf8')).trim(),
    LANGBATCH_URL: url,
    LANGBATCH_ACCOUNTS: 'on',
  });
  const runtime = await createRuntime(settings);
  const { accounts } = runtime;
  if (accounts === null) throw new Error('This product has accounts.');
  const door = () => accounts.door({ cookies: '', address: null, userAgent: 'a test' });
  const contextOf = (role: Role, membership?: Membership): Context =>
    runtime.context(
      { kind: 'user', id: ids.get(role) ?? '', name: role },
      membership ?? { workspace: localWorkspace, role },
    );
  const ids = new Map<Role, string>([['owner', 'you']]);
  const cookies = new Map<Role, string>();

  const owner = makeLinkToken('lbs');
  await accounts.people.addSetUpLink({ tokenSha256: owner.sha256, expiresAt: new Date(Date.now() + 60_000) });
  cookies.set(
    'owner',
    cookieHeader(
      (await setUp(door(), { token: owner.token, name: 'owner', email: emailOf('owner'), password: teamPassword }))
        .setCookies,
    ),
  );

  const ownerIn = () => personOf(accounts, cookies.get('owner') ?? '');
  /** Gives the id and the cookies of somebody new. */
  const add = async (ctx: Context, name: string, role: Role) => {
    const { token } = await invite(ctx, { email: emailOf(name), role, days: 7 });
    const { setCookies } = await join(door(), { token, name, password: teamPassword });
    const { members } = await listMembers(ctx);
    return { id: members.find((member) => member.name === name)?.personId ?? '', cookies: cookieHeader(setCookies) };
  };
  const cookiesOf: Team['cookiesOf'] = async (role) => {
    const known = cookies.get(role);
    if (known !== undefined) return known;
    const added = await add(contextOf('owner'), role, role);
    ids.set(role, added.id);
    cookies.set(role, added.cookies);
    return added.cookies;
  };
  return {
    cookiesOf,
    tokenOf: async (role, scope) => {
      await cookiesOf(role);
      return (await createToken(contextOf(role), { name: `${role} ${scope}`, scope })).token;
    },
    setRole: async (of, role) => {
      const { members } = await listMembers(contextOf('owner'));
      const member = members.find(({ personId }) => personId === ids.get(of));
      await changeRole(contextOf('owner'), { personId: member?.personId, role, version: member?.version });
    },
    draftInLocal: () => draftAs(contextOf('owner')),
    elsewhere: async () => {
      const workspace = await createWorkspace(await ownerIn(), { name: 'Elsewhere' });
      const ctx = contextOf('owner', { workspace, role: 'owner' });
      const member = await add(ctx, 'stranger', 'owner');
      const draft = await draftAs(ctx);
      await leaveWorkspace(ctx);
      return { draft, cookies: member.cookies };
    },
    disabledCookies: async () => {
      const gone = await add(contextOf('owner'), 'disabled', 'admin');
      await disablePerson(await ownerIn(), { personId: gone.id });
      return gone.cookies;
    },
    endedTokens: async () => {
      const ctx = contextOf('owner');
      const revoked = await createToken(ctx, { name: 'revoked', scope: 'run' });
      await revokeToken(ctx, { tokenId: revoked.id });
      const clock = { ...ctx.clock, now: () => new Date(Date.now() - 31 * 86_400_000) };
      const expired = await createToken({ ...ctx, clock }, { name: 'expired', scope: 'run', days: 30 });
      return [revoked.token, expired.token];
    },
    inviteToLocal: async (email) => {
      await invite(contextOf('owner'), { email, role: 'viewer', days: 7 });
    },
    stranger: async () => {
      const workspace = await createWorkspace(await ownerIn(), { name: 'Strangers' });
      const name = `stranger-${workspace.slug}`;
      const { id, cookies: own } = await add(contextOf('owner', { workspace, role: 'owner' }), name, 'owner');
      const ctx = runtime.context({ kind: 'user', id, name }, { workspace, role: 'owner' });
      const { token } = await createToken(ctx, { name, scope: 'run' });
      return { cookies: own, slug: workspace.slug, token };
    },
    [Symbol.asyncDispose]: () => runtime.close(),
  };
}

async function draftAs(ctx: Context): Promise<string> {
  const line = '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[]}}\n';
  const content = Readable.from([Buffer.from(line)]);
  return (await createBatch(ctx, { inputName: 'draft.jsonl', content, isListed: true })).batchId;
}
