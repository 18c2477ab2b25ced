import type { ManagedPerson } from '#lib/contracts/managed-people.ts';
import type { StoredLink } from '#lib/contracts/reset-links.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import { lockPerson } from '#lib/db/lock-person.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { firstOwnerId } from '#lib/shared/contract/actor.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { scriptAuthor, writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { endSessions } from './end-sessions.ts';
import { endAll } from './managed-people.ts';
import { byPassword } from './own-account.ts';
import { replaceResetLink } from './reset-links.ts';
import { removeSecondFactor } from './second-factor-store.ts';

export interface MadeOwner {
  readonly person: { readonly name: string; readonly email: string };
  readonly isFirst: boolean;
  /** Without one, they need a link to choose one. */
  readonly hasPassword: boolean;
}

/**
 * Makes the person with this e-mail an owner of Local and a site admin, whatever they were; a new one if there is none.
 * The first owner gets what was made in Local alone, as by the set-up link. `link` is kept for whoever has no password.
 */
export function makeOwner(
  prisma: Prisma,
  { email, name, newId, link }: { email: string; name: string | null; newId: () => string; link: StoredLink },
): Promise<MadeOwner> {
  return withPrismaTransaction(prisma, async (tx) => {
    // As for the set-up link: one of several is the first.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('langbatch_first_owner'))`;
    const isFirst = (await tx.member.findFirst({ where: { role: 'owner' }, select: { role: true } })) === null;
    const id = await findOrAdd(tx, { email, name, id: isFirst ? firstOwnerId : newId() });
    await lockPerson(tx, id);
    const wasDisabled = (await tx.person.count({ where: { id, disabledAt: { not: null } } })) > 0;
    // As when an admin enables somebody: nothing from before counts again.
    if (wasDisabled) await endAll(tx, id);
    const person = await tx.person.update({
      where: { id },
      data: { isSiteAdmin: true, disabledAt: null, banned: false, updatedAt: new Date() },
      select: { name: true, email: true },
    });
    const member = { workspaceId: localWorkspace.id, personId: id };
    await tx.member.upsert({
      where: { workspaceId_personId: member },
      create: { ...member, role: 'owner', createdAt: new Date() },
      update: { role: 'owner', version: { increment: 1 } },
    });
    await tx.oneTimeLink.deleteMany({ where: { kind: 'set_up' } });
    const password = await tx.credential.findFirst({
      where: { personId: id, providerId: byPassword },
      select: { id: true },
    });
    if (password === null) await replaceResetLink(tx, id, link, null);
    await announceAccess(tx, id);
    const thing = { kind: 'person', id, name: person.name } as const;
    await writeAudit(tx, null, scriptAuthor, { verb: 'makeOwner', thing, after: 'role: owner, site admin: yes' });
    return { person, isFirst, hasPassword: password !== null };
  });
}

async function findOrAdd(
  tx: PrismaTransaction,
  { email, name, id }: { readonly email: string; readonly name: string | null; readonly id: string },
): Promise<string> {
  const known = await tx.person.findUnique({ where: { email }, select: { id: true } });
  if (known !== null) return known.id;
  const now = new Date();
  const [mailbox = email] = email.split('@');
  await tx.person.create({
    data: { id, name: name ?? mailbox, email, emailVerified: true, createdAt: now, updatedAt: now },
  });
  return id;
}

/** Keeps a link for the person with this e-mail in place of earlier ones; null when there is nobody with it. */
export function addResetLink(prisma: Prisma, email: string, link: StoredLink): Promise<ManagedPerson | null> {
  return withPrismaTransaction(prisma, async (tx) => {
    const found = await tx.person.findUnique({ where: { email }, select: { id: true } });
    if (found === null) return null;
    await lockPerson(tx, found.id);
    const person = await tx.person.findUniqueOrThrow({
      where: { id: found.id },
      select: { id: true, name: true, email: true, isSiteAdmin: true, disabledAt: true },
    });
    if (person.disabledAt !== null) return person;
    await replaceResetLink(tx, person.id, link, null);
    const thing = { kind: 'person', id: person.id, name: person.name } as const;
    await writeAudit(tx, null, scriptAuthor, { verb: 'makeResetLink', thing });
    return person;
  });
}

/** Turns off the second factor of whoever has lost it, and ends all their sessions; null when there is nobody. */
export function endSecondFactor(
  prisma: Prisma,
  email: string,
): Promise<{ readonly name: string; readonly wasOn: boolean } | null> {
  return withPrismaTransaction(prisma, async (tx) => {
    const person = await tx.person.findUnique({ where: { email }, select: { id: true, name: true } });
    if (person === null) return null;
    await lockPerson(tx, person.id);
    const wasOn = await removeSecondFactor(tx, person.id);
    if (wasOn) {
      await endSessions(tx, person.id);
      const thing = { kind: 'person', ...person } as const;
      await writeAudit(tx, null, scriptAuthor, { verb: 'endSecondFactor', thing });
    }
    return { name: person.name, wasOn };
  });
}
