import type { Pool } from 'pg';
import { z } from 'zod';
import type { AuditEntry } from '#lib/contracts/audit.ts';
import type { ListedPerson, ManagedPeople, PersonChange, PersonFacts } from '#lib/contracts/managed-people.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { NotFoundError } from '#lib/errors.ts';
import { assertSiteAdmin } from './assert-site-admin.ts';
import { writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { endSessions } from './end-sessions.ts';
import { isGoodSession } from './good-session.ts';
import { withdrawInvitationsOf } from './invitation-store.ts';
import { storedRole } from './lock-members.ts';
import { lockOwners } from './lock-owners.ts';
import type { AccountHolder } from './own-account.ts';
import { replaceResetLink } from './reset-links.ts';
import { revokeTokensOf } from './token-store.ts';

/** All people of the database, for the site admin who holds the session. */
export function createManagedPeople(
  { pool, prisma }: { readonly pool: Pool; readonly prisma: Prisma },
  by: AccountHolder,
): ManagedPeople {
  return {
    list: () => listPeople(pool),
    change: (personId, decide) =>
      withPrismaTransaction(prisma, async (tx) => {
        // In one order, so that two who change each other wait and do not block each other.
        await tx.$queryRaw`
          select id from person where is_site_admin or id in (${by.personId}, ${personId})
          order by id for no key update`;
        await assertSiteAdmin(tx, by);
        const facts = await findFacts(tx, personId);
        const change = decide(facts);
        await applyChange(tx, personId, change, by.personId);
        for (const made of describePersonChange(facts, change))
          await writeAudit(tx, null, by.author, { thing: { kind: 'person', id: personId, name: facts.name }, ...made });
      }),
  };
}

async function findFacts(tx: PrismaTransaction, personId: string): Promise<PersonFacts> {
  const person = await tx.person.findUnique({
    where: { id: personId },
    select: { id: true, name: true, email: true, isSiteAdmin: true, disabledAt: true },
  });
  if (person === null) throw new NotFoundError('There is no such person any more. Load the page again.');
  const others = await tx.person.count({ where: { isSiteAdmin: true, disabledAt: null, id: { not: personId } } });
  // All of theirs: they may be made an owner just now.
  const joined = await tx.member.findMany({
    where: { personId },
    select: { workspace: { select: { id: true, name: true } } },
    orderBy: { workspaceId: 'asc' },
  });
  const onlyOwnerOf: string[] = [];
  for (const { workspace } of joined) {
    const owners = await lockOwners(tx, workspace.id);
    if (owners.includes(personId) && owners.length === 1) onlyOwnerOf.push(workspace.name);
  }
  return { ...person, isLastSiteAdmin: person.isSiteAdmin && person.disabledAt === null && others === 0, onlyOwnerOf };
}

/** What of a change was not so before. */
function describePersonChange(facts: PersonFacts, change: PersonChange): readonly Omit<AuditEntry, 'thing'>[] {
  const { isDisabled, isSiteAdmin, resetLink } = change;
  const made: Omit<AuditEntry, 'thing'>[] = [];
  if (isDisabled !== undefined && isDisabled !== (facts.disabledAt !== null))
    made.push({ verb: isDisabled ? 'disablePerson' : 'enablePerson' });
  if (isSiteAdmin !== undefined && isSiteAdmin !== facts.isSiteAdmin)
    made.push({ verb: 'setSiteAdmin', after: `site admin: ${isSiteAdmin ? 'yes' : 'no'}` });
  if (resetLink !== undefined) made.push({ verb: 'makeResetLink' });
  return made;
}

async function applyChange(tx: PrismaTransaction, id: string, change: PersonChange, byId: string): Promise<void> {
  const { isDisabled, isSiteAdmin, resetLink } = change;
  const now = new Date();
  if (isDisabled !== undefined) {
    const data = { banned: isDisabled, disabledAt: isDisabled ? now : null, updatedAt: now };
    const where = { id, disabledAt: isDisabled ? null : { not: null } };
    const { count } = await tx.person.updateMany({ where, data });
    if (count > 0) await endAll(tx, id);
  }
  if (isSiteAdmin !== undefined) await tx.person.update({ where: { id }, data: { isSiteAdmin, updatedAt: now } });
  if (isSiteAdmin === false) await tx.oneTimeLink.deleteMany({ where: { createdById: id } });
  if (resetLink !== undefined) await replaceResetLink(tx, id, resetLink, byId);
}

/**
 * Sessions, tokens, and all links that they may use or have made. For somebody who is disabled, and once more when they
 * are enabled: a sign-in that began before may have left a session after, which must not count then.
 */
export async function endAll(tx: PrismaTransaction, personId: string): Promise<void> {
  await tx.oneTimeLink.deleteMany({ where: { OR: [{ personId }, { createdById: personId }] } });
  await withdrawInvitationsOf(tx, { createdById: personId });
  await revokeTokensOf(tx, { personId });
  await endSessions(tx, personId);
}

const peopleRows = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    isSiteAdmin: z.boolean(),
    disabledAt: z.date().nullable(),
    lastSeenAt: z.date().nullable(),
    memberships: z.array(z.object({ workspace: z.string(), role: storedRole })),
  }),
);

const findPeople = `
  select p.id, p.name, p.email, p.is_site_admin as "isSiteAdmin", p.disabled_at as "disabledAt",
         (select max(coalesce(s.last_seen_at, s.created_at)) from session s
          where s.person_id = p.id and ${isGoodSession}) as "lastSeenAt",
         coalesce((select json_agg(json_build_object('workspace', w.name, 'role', m.role) order by w.name)
                   from member m join workspace w on w.id = m.workspace_id where m.person_id = p.id), '[]')
           as "memberships"
  from person p order by lower(p.name), p.id`;

/** Everybody who has an account. */
export async function listPeople(pool: Pool): Promise<readonly ListedPerson[]> {
  const { rows } = await onDatabase(() => pool.query(findPeople));
  return peopleRows.parse(rows);
}
