import type { CalledFrom } from '#lib/contracts/audit.ts';
import type {
  FoundInvitation,
  InvitationLink,
  Invitations,
  InvitationsByLink,
  Joiner,
} from '#lib/contracts/members.ts';
import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { type Role, can, greaterRole } from '#lib/shared/contract/rights.ts';
import { browserAuthor, writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { insertPerson } from './insert-person.ts';
import { lockMembers, storedRole } from './lock-members.ts';

export const isOpen = { acceptedAt: null, withdrawnAt: null } as const;

/** Invitations into one workspace, in the dashboard's database or in a transaction on it. */
export function createInvitationStore(prisma: PrismaTransaction, workspaceId: string): Invitations {
  return {
    async list() {
      const rows = await prisma.invitation.findMany({
        where: { workspaceId, ...isOpen },
        select: { ...shown, id: true, createdAt: true },
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      });
      return rows.map(({ role, createdBy, ...row }) => ({
        ...row,
        role: storedRole.parse(role),
        invitedBy: createdBy?.name ?? null,
      }));
    },
    async create({ id, email, role, ...link }) {
      await prisma.invitation.create({ data: { id, workspaceId, email, role, ...convertLink(link) } });
    },
    async renew(id, link) {
      const where = { id, workspaceId, ...isOpen };
      const { count } = await prisma.invitation.updateMany({ where, data: convertLink(link) });
      return count > 0;
    },
    async withdraw(id, at) {
      const where = { id, workspaceId, ...isOpen };
      const { count } = await prisma.invitation.updateMany({ where, data: { withdrawnAt: at } });
      return count > 0;
    },
  };
}

/**
 * Withdraws open invitations whose links somebody has made: into one workspace, or all, and with certain roles, or all.
 */
export async function withdrawInvitationsOf(
  prisma: PrismaTransaction,
  {
    roles,
    ...whose
  }: { readonly createdById: string; readonly workspaceId?: string; readonly roles?: readonly Role[] },
): Promise<void> {
  const where = { ...whose, ...isOpen, ...(roles === undefined ? {} : { role: { in: [...roles] } }) };
  await prisma.invitation.updateMany({ where, data: { withdrawnAt: new Date() } });
}

const shown = { email: true, role: true, expiresAt: true, createdBy: { select: { name: true } } } as const;

function convertLink({ tokenSha256, ...link }: InvitationLink) {
  return { ...link, tokenSha256: Uint8Array.from(tokenSha256) };
}

/** Invitations by what their links carry. */
export function createInvitationsByLink(prisma: Prisma): InvitationsByLink {
  return {
    find: (tokenSha256) => findInvitation(prisma, Uint8Array.from(tokenSha256)),
    async join(tokenSha256, joiner, at, from) {
      try {
        return await withPrismaTransaction(prisma, (tx) =>
          join(tx, Uint8Array.from(tokenSha256), joiner, { at, from }),
        );
      } catch (error) {
        // By another invitation somebody has just made an account with this e-mail.
        if (isUniqueViolation(error)) return 'not_theirs';
        throw error;
      }
    },
  };
}

async function findInvitation(
  prisma: PrismaTransaction,
  tokenSha256: Uint8Array<ArrayBuffer>,
): Promise<FoundInvitation | null> {
  const row = await prisma.invitation.findUnique({
    where: { tokenSha256 },
    select: {
      ...shown,
      createdBy: { select: { name: true, disabledAt: true, members: { select: { workspaceId: true, role: true } } } },
      acceptedAt: true,
      withdrawnAt: true,
      workspaceId: true,
      workspace: { select: { name: true } },
    },
  });
  if (row === null) return null;
  const { role, createdBy, workspace, workspaceId, ...invitation } = row;
  const person = await prisma.person.findUnique({
    where: { email: row.email },
    select: { id: true, members: { where: { workspaceId }, select: { role: true } } },
  });
  const [member] = person?.members ?? [];
  return {
    ...invitation,
    role: storedRole.parse(role),
    invitedBy: createdBy !== null && invitesInto(workspaceId, createdBy) ? createdBy.name : null,
    workspaceName: workspace.name,
    person:
      person === null ? null : { id: person.id, role: member === undefined ? null : storedRole.parse(member.role) },
  };
}

/** Nobody is sent to somebody who has gone, or who could make no new link. */
function invitesInto(
  workspaceId: string,
  maker: {
    readonly disabledAt: Date | null;
    readonly members: readonly { readonly workspaceId: string; readonly role: string }[];
  },
): boolean {
  const member = maker.members.find((candidate) => candidate.workspaceId === workspaceId);
  return maker.disabledAt === null && member !== undefined && can(storedRole.parse(member.role), 'admin');
}

async function join(
  tx: PrismaTransaction,
  tokenSha256: Uint8Array<ArrayBuffer>,
  joiner: Joiner,
  { at, from }: { readonly at: Date; readonly from: CalledFrom },
): Promise<'joined' | 'ended' | 'not_theirs'> {
  const found = await tx.invitation.findUnique({
    where: { tokenSha256 },
    select: { workspaceId: true, email: true, role: true },
  });
  if (found === null) return 'ended';
  const { workspaceId, email, role } = found;
  await lockMembers(tx, workspaceId);
  const person = await tx.person.findUnique({ where: { email }, select: { id: true, name: true, disabledAt: true } });
  if (joiner.isNew ? person !== null : person?.id !== joiner.id || person.disabledAt !== null) return 'not_theirs';
  // Of two who use the link at once, one finds it open.
  const { count } = await tx.invitation.updateMany({
    where: { tokenSha256, ...isOpen, expiresAt: { gt: at } },
    data: { acceptedAt: at },
  });
  if (count === 0) return 'ended';
  if (joiner.isNew) await insertPerson(tx, { ...joiner, email, isSiteAdmin: false, at });
  await putMember(tx, { workspaceId, personId: joiner.id }, role, at);
  const who = { id: joiner.id, name: joiner.isNew ? joiner.name : (person?.name ?? email) };
  await writeAudit(tx, workspaceId, browserAuthor(who, from), {
    verb: joiner.isNew ? 'join' : 'acceptInvitation',
    thing: { kind: 'member', ...who },
    after: `role: ${role}`,
  });
  return 'joined';
}

async function putMember(
  tx: PrismaTransaction,
  key: { readonly workspaceId: string; readonly personId: string },
  role: string,
  at: Date,
): Promise<void> {
  const member = await tx.member.findUnique({ where: { workspaceId_personId: key }, select: { role: true } });
  if (member === null) {
    await tx.member.create({ data: { ...key, role, createdAt: at, lastUsedAt: at } });
    return;
  }
  const greater = greaterRole(storedRole.parse(member.role), storedRole.parse(role));
  await tx.member.updateMany({ where: key, data: { role: greater, lastUsedAt: at, version: { increment: 1 } } });
}
