import type { Pool } from 'pg';
import { z } from 'zod';
import type { AuditAuthor, AuditEntry } from '#lib/contracts/audit.ts';
import type { OwnAccount, StoredSession } from '#lib/contracts/own-account.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import { lockPerson } from '#lib/db/lock-person.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { SignedOutError } from '#lib/errors.ts';
import { writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { endSessions } from './end-sessions.ts';
import { isGoodSession } from './good-session.ts';

/** How the accounts library calls what proves a person by a password. */
export const byPassword = 'credential';

/** Somebody who is signed in, as stores know them and the audit log names them. */
export interface AccountHolder {
  readonly personId: string;
  readonly sessionId: string;
  readonly author: AuditAuthor;
}

/** The account of the person who holds the session. Each change leaves a row in the audit log. */
export function createOwnAccount(
  { pool, prisma }: { readonly pool: Pool; readonly prisma: Prisma },
  holder: AccountHolder,
): OwnAccount {
  const { personId, sessionId, author } = holder;
  const change = (work: Change): Promise<boolean> => makeOwnChange(prisma, holder, work);
  return {
    rename: async (name) => {
      await change(async (tx) => {
        await tx.person.update({ where: { id: personId }, data: { name, updatedAt: new Date() } });
        return { verb: 'renamePerson', before: `name: ${author.actor.name}`, after: `name: ${name}` };
      });
    },
    listSessions: () => listSessions(pool, personId),
    endSession: async (id) => {
      await change(async (tx) => {
        const { count } = await tx.session.deleteMany({ where: { id, personId } });
        if (count === 0) return null;
        await announceAccess(tx, personId);
        return { verb: 'endSession' };
      });
    },
    endOtherSessions: async () => {
      await change(async (tx) => {
        const count = await endSessions(tx, personId, sessionId);
        return count === 0 ? null : { verb: 'endOtherSessions', after: `ended: ${count}` };
      });
    },
    async findPassword() {
      const found = await prisma.credential.findFirst({
        where: { personId, providerId: byPassword },
        select: { password: true },
      });
      return found?.password ?? null;
    },
    changePassword: (oldHash, newHash) =>
      change(async (tx) => {
        const { count } = await tx.credential.updateMany({
          where: { personId, providerId: byPassword, password: oldHash },
          data: { password: newHash, updatedAt: new Date() },
        });
        if (count === 0) return null;
        await tx.oneTimeLink.deleteMany({ where: { personId } });
        await endSessions(tx, personId, sessionId);
        return { verb: 'changePassword' };
      }),
  };
}

/** Says what it did, or null for nothing. */
type Change = (tx: PrismaTransaction) => Promise<Omit<AuditEntry, 'thing'> | null>;

/** Changes something of the account, and notes it. False when nothing was changed. */
export function makeOwnChange(
  prisma: Prisma,
  { personId, sessionId, author }: AccountHolder,
  work: Change,
): Promise<boolean> {
  return withPrismaTransaction(prisma, async (tx) => {
    await assertSignedIn(tx, personId, sessionId);
    const made = await work(tx);
    const thing = { kind: 'person', id: personId, name: author.actor.name } as const;
    if (made !== null) await writeAudit(tx, null, author, { thing, ...made });
    return made !== null;
  });
}

/** Throws `SignedOutError` for a session that has ended, or whose person is disabled. */
export async function assertSignedIn(tx: PrismaTransaction, personId: string, sessionId: string): Promise<void> {
  await lockPerson(tx, personId);
  const session = await tx.session.findFirst({
    where: { id: sessionId, personId, person: { disabledAt: null } },
    select: { id: true },
  });
  if (session === null) throw new SignedOutError('session');
}

const sessionRows = z.array(
  z.object({
    id: z.string(),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    createdAt: z.date(),
    lastSeenAt: z.date().nullable(),
  }),
);

const findSessions = `
  select s.id, s.user_agent as "userAgent", s.ip_address as "address", s.created_at as "createdAt",
         s.last_seen_at as "lastSeenAt"
  from session s where s.person_id = $1 and ${isGoodSession}
  order by coalesce(s.last_seen_at, s.created_at) desc, s.id`;

async function listSessions(pool: Pool, personId: string): Promise<readonly StoredSession[]> {
  const { rows } = await onDatabase(() => pool.query(findSessions, [personId]));
  return sessionRows.parse(rows).map(({ userAgent, address, ...session }) => ({
    ...session,
    userAgent: userAgent ?? '',
    // The accounts library writes none as an empty text.
    address: address === '' ? null : address,
  }));
}
