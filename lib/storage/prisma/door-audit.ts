import { createHash } from 'node:crypto';
import type { AttemptCounter, DoorAudit } from '#lib/contracts/accounts.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import type { Prisma } from '#lib/db/prisma.ts';
import { browserAuthor, strangerAuthor, writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';

const minuteMs = 60_000;

/** The door's rows of the audit log, which concern the whole installation. */
export function createDoorAudit(prisma: Prisma, attempts: AttemptCounter): DoorAudit {
  const named = { id: true, name: true } as const;
  return {
    signedIn: (personId, from, verb) =>
      withPrismaTransaction(prisma, async (tx) => {
        const person = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: named });
        const thing = { kind: 'person', ...person } as const;
        await writeAudit(tx, null, browserAuthor(person, from), { verb, thing });
      }),
    async signInRefused(email, from) {
      const person = await prisma.person.findUnique({ where: { email }, select: named });
      if (!(await isFirstOfMinute(attempts, person?.id ?? null))) return;
      const thing = person === null ? null : ({ kind: 'person', ...person } as const);
      await withPrismaTransaction(prisma, (tx) =>
        writeAudit(tx, null, strangerAuthor(from), { verb: 'signInRefused', thing }),
      );
    },
    signOut: (token, from) =>
      withPrismaTransaction(prisma, async (tx) => {
        const session = await tx.session.findUnique({ where: { token }, select: { person: { select: named } } });
        const { count } = await tx.session.deleteMany({ where: { token } });
        if (session === null || count === 0) return;
        const { person } = session;
        await announceAccess(tx, person.id);
        const thing = { kind: 'person', ...person } as const;
        await writeAudit(tx, null, browserAuthor(person, from), { verb: 'signOut', thing });
      }),
  };
}

/**
 * Whoever tries a password over and over fills no log. What was typed for an e-mail may be a password: it is not kept.
 */
async function isFirstOfMinute(attempts: AttemptCounter, personId: string | null): Promise<boolean> {
  const key = createHash('sha256')
    .update(`refused sign-in|${personId ?? ''}`)
    .digest();
  return (await attempts.count(key, minuteMs)).count === 1;
}
