import type { ResetLinks, StoredLink } from '#lib/contracts/reset-links.ts';
import { lockPerson } from '#lib/db/lock-person.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { browserAuthor, strangerAuthor, writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { endSessions } from './end-sessions.ts';
import { byPassword } from './own-account.ts';

const reset = 'reset';
const mailedReset = 'mailed_reset';

export function createResetLinks(prisma: Prisma): ResetLinks {
  return {
    async find(tokenSha256) {
      const found = await prisma.oneTimeLink.findFirst({
        where: { ...goodLink(tokenSha256), person: { disabledAt: null } },
        select: { person: { select: { name: true, email: true } } },
      });
      return found?.person ?? null;
    },
    addByMail: (email, link, from) =>
      withPrismaTransaction(prisma, async (tx) => {
        const person = await addMailedLink(tx, email, link);
        if (person === null) return null;
        const thing = { kind: 'person', id: person.id, name: person.name } as const;
        await writeAudit(tx, null, strangerAuthor(from), { verb: 'requestPasswordReset', thing });
        return person;
      }),
    use: (tokenSha256, passwordHash, from) =>
      withPrismaTransaction(prisma, async (tx) => {
        const person = await redeem(tx, tokenSha256, passwordHash);
        if (person === null) return false;
        const thing = { kind: 'person', ...person } as const;
        await writeAudit(tx, null, browserAuthor(person, from), { verb: 'resetPassword', thing });
        return true;
      }),
  };
}

function goodLink(tokenSha256: Buffer) {
  return {
    tokenSha256: Uint8Array.from(tokenSha256),
    kind: { in: [reset, mailedReset] },
    expiresAt: { gt: new Date() },
  };
}

/** Whose password was set; null for a link that is not good. */
async function redeem(
  tx: PrismaTransaction,
  tokenSha256: Buffer,
  passwordHash: string,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const link = await tx.oneTimeLink.findFirst({ where: goodLink(tokenSha256), select: { personId: true } });
  const personId = link?.personId ?? null;
  if (personId === null) return null;
  await lockPerson(tx, personId);
  const person = await tx.person.findFirst({
    where: { id: personId, disabledAt: null },
    select: { id: true, name: true },
  });
  // Of two who use it at once, one deletes it.
  const { count } = await tx.oneTimeLink.deleteMany({ where: goodLink(tokenSha256) });
  if (person === null || count === 0) return null;
  await setPassword(tx, personId, passwordHash);
  await tx.oneTimeLink.deleteMany({ where: { personId } });
  await endSessions(tx, personId);
  return person;
}

async function addMailedLink(tx: PrismaTransaction, email: string, link: StoredLink) {
  const found = await tx.person.findUnique({ where: { email }, select: { id: true } });
  if (found === null) return null;
  await lockPerson(tx, found.id);
  const person = await tx.person.findFirst({
    where: { id: found.id, disabledAt: null },
    select: { id: true, name: true, email: true, credentials: { select: { providerId: true } } },
  });
  if (person === null) return null;
  const { credentials, ...facts } = person;
  // Whoever has nothing yet may choose the first password.
  const hasLink = credentials.length === 0 || credentials.some(({ providerId }) => providerId === byPassword);
  if (!hasLink) return { ...facts, hasLink };
  await tx.oneTimeLink.deleteMany({ where: { personId: found.id, kind: mailedReset } });
  await tx.oneTimeLink.create({ data: { ...rowOf(link), kind: mailedReset, personId: found.id } });
  return { ...facts, hasLink };
}

/** Whoever is asked to choose the first password has none yet. */
async function setPassword(tx: PrismaTransaction, personId: string, password: string): Promise<void> {
  const now = new Date();
  const { count } = await tx.credential.updateMany({
    where: { personId, providerId: byPassword },
    data: { password, updatedAt: now },
  });
  if (count > 0) return;
  const id = `${personId}-password`;
  const times = { createdAt: now, updatedAt: now };
  await tx.credential.create({
    data: { id, accountId: personId, providerId: byPassword, personId, password, ...times },
  });
}

/** Makes it the person's only link, by an admin or, for null, by whoever runs the server. With the person locked. */
export async function replaceResetLink(
  tx: PrismaTransaction,
  personId: string,
  link: StoredLink,
  createdById: string | null,
): Promise<void> {
  await tx.oneTimeLink.deleteMany({ where: { personId } });
  await tx.oneTimeLink.create({ data: { ...rowOf(link), kind: reset, personId, createdById } });
}

function rowOf({ tokenSha256, expiresAt }: StoredLink) {
  return { tokenSha256: Uint8Array.from(tokenSha256), createdAt: new Date(), expiresAt };
}
