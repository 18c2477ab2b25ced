import type { Pool } from 'pg';
import { z } from 'zod';
import { hashLinkToken } from '#lib/accounts/secret-link.ts';
import type { Access, AccessStore, WantedWorkspace } from '#lib/contracts/accounts.ts';
import { type Role, roleOfToken, roles, tokenScopes } from '#lib/shared/contract/rights.ts';
import { isGoodSession } from './good-session.ts';

const rowSchema = z.object({
  credentialId: z.string(),
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  isSiteAdmin: z.boolean(),
  role: z.enum(roles).nullable(),
  workspaceId: z.string().nullable(),
  workspaceName: z.string().nullable(),
  slug: z.string().nullable(),
  isOfBatch: z.boolean().nullable(),
  memberships: z.int(),
  isStale: z.boolean(),
  /** Null of a session. */
  scope: z.enum(tokenScopes).nullable(),
  isMemberStale: z.boolean(),
});
type Row = z.output<typeof rowSchema>;

/**
 * One statement for each request: a session that has run out, idled for a week or whose person is disabled gives no
 * row. A batch of a workspace that the person is not in is as good as none, and tells nothing.
 */
const findSession = `
  select s.id as "credentialId", null as scope, p.id as "personId", p.name, p.email, p.is_site_admin as "isSiteAdmin",
         s.last_seen_at is null or s.last_seen_at < now() - interval '1 minute' as "isStale",
         (select count(*) from member where person_id = p.id)::int as memberships,
         m.is_of_batch as "isOfBatch",
         m.last_used_at is null or m.last_used_at < now() - interval '1 minute' as "isMemberStale",
         m.role, w.id as "workspaceId", w.name as "workspaceName", w.slug
  from session s
  join person p on p.id = s.person_id and p.disabled_at is null and not p.banned
  left join lateral (
    select m.workspace_id, m.role, m.last_used_at,
           m.workspace_id = (select workspace_id from batch where id = $2) as is_of_batch
    from member m join workspace w on w.id = m.workspace_id
    where m.person_id = p.id
    order by is_of_batch desc nulls last,
             (w.slug = $3) desc nulls last, m.last_used_at desc nulls last, m.created_at, m.workspace_id
    limit 1) m on true
  left join workspace w on w.id = m.workspace_id
  where s.token = $1 and ${isGoodSession}`;

const isGoodToken = 't.revoked_at is null and (t.expires_at is null or t.expires_at > now())';

/** The same for an API token, which is good for its own workspace alone and as long as its maker is in it. */
const findToken = `
  select t.id as "credentialId", t.scope, p.id as "personId", p.name, p.email, p.is_site_admin as "isSiteAdmin",
         t.last_used_at is null or t.last_used_at < now() - interval '1 minute' as "isStale",
         1 as memberships, false as "isOfBatch",
         -- The workspace that a person used last is none that a program of hers uses.
         false as "isMemberStale",
         m.role, w.id as "workspaceId", w.name as "workspaceName", w.slug
  from api_token t
  join person p on p.id = t.person_id and p.disabled_at is null and not p.banned
  join member m on m.person_id = p.id and m.workspace_id = t.workspace_id
  join workspace w on w.id = m.workspace_id
  where t.secret_sha256 = $1 and ${isGoodToken}`;

const holdsSession = `
  select 1
  from session s
  join person p on p.id = s.person_id and p.disabled_at is null and not p.banned
  left join member m on m.person_id = p.id and m.workspace_id = $2
  where s.id = $1 and ${isGoodSession} and m.role is not distinct from $3`;

const holdsToken = `
  select t.scope, m.role
  from api_token t
  join person p on p.id = t.person_id and p.disabled_at is null and not p.banned
  join member m on m.person_id = p.id and m.workspace_id = t.workspace_id
  where t.id = $1 and ${isGoodToken}`;

const touchSession = 'update session set last_seen_at = now() where id = $1';
const touchToken = 'update api_token set last_used_at = now() where id = $1';
const touchMember = 'update member set last_used_at = now() where person_id = $1 and workspace_id = $2';

export function createAccessStore(pool: Pool): AccessStore {
  return {
    find: (sessionToken, wanted) =>
      findAccess(pool, findSession, [sessionToken, wanted.batchId ?? null, wanted.slug ?? null].map(storable), wanted),
    findByToken: (token, wanted) => findAccess(pool, findToken, [hashLinkToken(token)], wanted),
    async holds({ credential: { kind, id }, member }) {
      if (kind === 'token') return holdsByToken(pool, id, member?.role);
      const values = [id, member?.workspace.id ?? null, member?.role ?? null];
      return (await pool.query(holdsSession, values)).rows.length > 0;
    },
  };
}

async function findAccess(
  pool: Pool,
  statement: string,
  values: readonly (string | Buffer | null)[],
  wanted: WantedWorkspace,
): Promise<Access | null> {
  const { rows } = await pool.query<Record<string, unknown>>(statement, [...values]);
  const [row] = rows;
  if (row === undefined) return null;
  const parsed = rowSchema.parse(row);
  const access = convertToAccess(parsed, wanted);
  // At most once a minute: every request would be a write else.
  await touch(pool, access, parsed);
  return access;
}

const heldTokenSchema = z.object({ scope: z.enum(tokenScopes), role: z.enum(roles) });

async function holdsByToken(pool: Pool, id: string, role: Role | undefined): Promise<boolean> {
  const { rows } = await pool.query<Record<string, unknown>>(holdsToken, [id]);
  return rows.some((row) => {
    const held = heldTokenSchema.parse(row);
    return roleOfToken(held.scope, held.role) === role;
  });
}

async function touch(pool: Pool, { credential, person, member }: Access, row: Row): Promise<void> {
  if (row.isStale) await pool.query(credential.kind === 'token' ? touchToken : touchSession, [credential.id]);
  if (row.isMemberStale && member !== null) await pool.query(touchMember, [person.id, member.workspace.id]);
}

/** No database text holds a NUL, and none of ours does. */
function storable(value: string | null): string | null {
  return value === null || value.includes('\0') ? null : value;
}

function convertToAccess(row: Row, wanted: WantedWorkspace): Access {
  const { credentialId, personId: id, name, email, isSiteAdmin, memberships, scope } = row;
  const credential = { kind: scope === null ? ('session' as const) : ('token' as const), id: credentialId };
  return { credential, person: { id, name, email, isSiteAdmin }, memberships, member: convertToMember(row, wanted) };
}

function convertToMember(row: Row, wanted: WantedWorkspace): Access['member'] {
  const { role, workspaceId: id, workspaceName: name, slug, scope } = row;
  if (role === null || id === null || name === null || slug === null) return null;
  // A named workspace that one is not in is never another one.
  const isOther = row.isOfBatch !== true && wanted.slug !== undefined && wanted.slug !== slug;
  if (isOther) return null;
  const workspace = { id, name, slug };
  if (scope === null) return { workspace, role };
  const actingRole = roleOfToken(scope, role);
  return { workspace, role: actingRole, ...(actingRole === role ? {} : { scope }) };
}
