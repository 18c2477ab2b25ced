import type { Pool } from 'pg';
import { z } from 'zod';
import type { Access, AccessStore, WantedWorkspace } from '#lib/contracts/accounts.ts';
import { roles } from '#lib/shared/contract/rights.ts';

const rowSchema = z.object({
  sessionId: z.string(),
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  isSiteAdmin: z.boolean(),
  role: z.enum(roles).nullable(),
  workspaceId: z.string().nullable(),
  workspaceName: z.string().nullable(),
  slug: z.string().nullable(),
  isStale: z.boolean(),
});

/**
 * One statement for each request: a session that has run out, idled for a week or whose person is disabled gives no
 * row. A batch of a workspace that the person is not in is as good as none, and tells nothing.
 */
const find = `
  select s.id as "sessionId", p.id as "personId", p.name, p.email, p.is_site_admin as "isSiteAdmin",
         s.last_seen_at is null or s.last_seen_at < now() - interval '1 minute' as "isStale",
         m.role, w.id as "workspaceId", w.name as "workspaceName", w.slug
  from session s
  join person p on p.id = s.person_id and p.disabled_at is null and not p.banned
  left join lateral (
    select m.workspace_id, m.role
    from member m join workspace w on w.id = m.workspace_id
    where m.person_id = p.id
    order by (m.workspace_id = (select workspace_id from batch where id = $2)) desc nulls last,
             (w.slug = $3) desc nulls last, m.last_used_at desc nulls last, m.created_at, m.workspace_id
    limit 1) m on true
  left join workspace w on w.id = m.workspace_id
  where s.token = $1 and s.expires_at > now() and coalesce(s.last_seen_at, s.created_at) > now() - interval '7 days'`;

const touchSession = 'update session set last_seen_at = now() where id = $1';
const touchMember = 'update member set last_used_at = now() where person_id = $1 and workspace_id = $2';

export function createAccessStore(pool: Pool): AccessStore {
  return {
    async find(sessionToken, wanted) {
      const values = [sessionToken, wanted.batchId ?? null, wanted.slug ?? null].map(storable);
      const { rows } = await pool.query<Record<string, unknown>>(find, values);
      const [row] = rows;
      if (row === undefined) return null;
      const parsed = rowSchema.parse(row);
      const access = convertToAccess(parsed, wanted);
      // At most once a minute: every request would be a write else.
      if (parsed.isStale) await touch(pool, access);
      return access;
    },
  };
}

async function touch(pool: Pool, { sessionId, person, member }: Access): Promise<void> {
  await pool.query(touchSession, [sessionId]);
  if (member !== null) await pool.query(touchMember, [person.id, member.workspace.id]);
}

/** No database text holds a NUL, and none of ours does. */
function storable(value: string | null): string | null {
  return value === null || value.includes('\0') ? null : value;
}

function convertToAccess(row: z.output<typeof rowSchema>, wanted: WantedWorkspace): Access {
  const { sessionId, personId: id, name, email, isSiteAdmin, role, workspaceId, workspaceName, slug } = row;
  const person = { id, name, email, isSiteAdmin };
  if (role === null || workspaceId === null || workspaceName === null) return { sessionId, person, member: null };
  // A named workspace that one is not in is never another one.
  const isOther = wanted.batchId === undefined && wanted.slug !== undefined && wanted.slug !== slug;
  return {
    sessionId,
    person,
    member: isOther ? null : { workspace: { id: workspaceId, name: workspaceName }, role },
  };
}
