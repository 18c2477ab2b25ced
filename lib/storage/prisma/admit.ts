import type { CalledFrom } from '#lib/contracts/audit.ts';
import type { Admission, Admit, Identity } from '#lib/contracts/issuer.ts';
import { lockPerson } from '#lib/db/lock-person.ts';
import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { browserAuthor, writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { isOpen } from './invitation-store.ts';
import { lockMembers } from './lock-members.ts';

export interface AdmitOptions {
  readonly prisma: Prisma;
  readonly newId: () => string;
  /** Of e-mails whose owners come in uninvited. */
  readonly domains: readonly string[];
  /** What those may do in Local; null: nobody comes in uninvited. */
  readonly role: Role | null;
}

/** Lets in whom an issuer vouches for. Each call is one transaction. */
export function createAdmit(options: AdmitOptions): Admit {
  const tryOnce = (identity: Identity, from: CalledFrom) =>
    withPrismaTransaction(options.prisma, (tx) => admit(tx, { ...options, from }, identity));
  return async (identity, from) => {
    try {
      return await tryOnce(identity, from);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // They come in twice at once, or join by a link at this moment: now there is an account.
      return tryOnce(identity, from);
    }
  };
}

interface Visit extends AdmitOptions {
  readonly from: CalledFrom;
}

async function admit(tx: PrismaTransaction, visit: Visit, identity: Identity): Promise<Admission> {
  const { providerId, subject: accountId, email } = identity;
  const known = await tx.credential.findUnique({
    where: { providerId_accountId: { providerId, accountId } },
    select: { person: { select: { id: true, disabledAt: true } } },
  });
  if (known !== null) return known.person.disabledAt === null ? { personId: known.person.id } : { problem: 'disabled' };
  const person = await tx.person.findUnique({ where: { email }, select: { id: true } });
  return person === null ? addNewcomer(tx, visit, identity) : link(tx, person.id, visit, identity);
}

/** Their e-mail is verified on both sides: by the issuer, and here by whoever made or invited the account. */
async function link(tx: PrismaTransaction, personId: string, { from }: Visit, identity: Identity): Promise<Admission> {
  await lockPerson(tx, personId);
  const person = await tx.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      name: true,
      disabledAt: true,
      credentials: { where: { providerId: identity.providerId }, select: { id: true } },
    },
  });
  if (person.disabledAt !== null) return { problem: 'disabled' };
  // An e-mail that the issuer has given to somebody else since opens nothing of its former owner's.
  if (person.credentials.length > 0) return { problem: 'other_identity' };
  await addCredential(tx, personId, identity);
  const who = { id: personId, name: person.name };
  await writeAudit(tx, null, browserAuthor(who, from), { verb: 'linkIssuer', thing: { kind: 'person', ...who } });
  return { personId };
}

async function addNewcomer(
  tx: PrismaTransaction,
  { newId, domains, role, from }: Visit,
  identity: Identity,
): Promise<Admission> {
  const { email, name } = identity;
  const at = new Date();
  const invitations = await tx.invitation.findMany({
    where: { email, ...isOpen, expiresAt: { gt: at } },
    select: { id: true, workspaceId: true, role: true },
    // In one order, so that two who lock several wait and do not block each other.
    orderBy: { workspaceId: 'asc' },
  });
  const members: { workspaceId: string; role: string }[] = [];
  for (const { id, workspaceId, role: invitedAs } of invitations) {
    await lockMembers(tx, workspaceId);
    const where = { id, ...isOpen, expiresAt: { gt: at } };
    const { count } = await tx.invitation.updateMany({ where, data: { acceptedAt: at } });
    if (count > 0) members.push({ workspaceId, role: invitedAs });
  }
  const isWelcome = domains.includes(email.slice(email.lastIndexOf('@') + 1));
  if (members.length === 0 && role !== null && isWelcome) members.push({ workspaceId: localWorkspace.id, role });
  if (members.length === 0) return { problem: 'not_invited' };
  const personId = newId();
  await tx.person.create({
    data: { id: personId, name, email, emailVerified: true, createdAt: at, updatedAt: at },
  });
  await addCredential(tx, personId, identity);
  const who = { id: personId, name };
  for (const member of members) {
    await tx.member.create({ data: { ...member, personId, createdAt: at } });
    await writeAudit(tx, member.workspaceId, browserAuthor(who, from), {
      verb: 'joinByIssuer',
      thing: { kind: 'member', ...who },
      after: `role: ${member.role}`,
    });
  }
  return { personId };
}

/** How they proved who they are, and nothing that the issuer handed out. */
async function addCredential(
  tx: PrismaTransaction,
  personId: string,
  { providerId, subject }: Identity,
): Promise<void> {
  const at = new Date();
  await tx.credential.create({
    data: {
      id: `${personId}-${providerId}`,
      accountId: subject,
      providerId,
      personId,
      createdAt: at,
      updatedAt: at,
    },
  });
}
