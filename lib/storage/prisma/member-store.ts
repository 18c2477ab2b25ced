import { z } from 'zod';
import type { Member, Members } from '#lib/contracts/members.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { roles } from '#lib/shared/contract/rights.ts';

export const storedRole = z.enum(roles);

/** Members of one workspace, in the dashboard's database or in a transaction on it. */
export function createMemberStore(prisma: PrismaTransaction, workspaceId: string): Members {
  return {
    list: () => listMembers(prisma, workspaceId),
    async lock(personId) {
      await lockMembersFor(prisma, workspaceId, personId);
      return listMembers(prisma, workspaceId);
    },
    async changeRole(personId, role) {
      await prisma.member.updateMany({
        where: { workspaceId, personId },
        data: { role, version: { increment: 1 } },
      });
      await announceAccess(prisma, personId);
    },
    async remove(personId) {
      await prisma.member.deleteMany({ where: { workspaceId, personId } });
      await announceAccess(prisma, personId);
    },
  };
}

/**
 * Until the transaction ends, nobody else changes who is in the workspace, or is asked into it: the last of two owners
 * who leave at once sees that the other has left. Rows that refer to the workspace may still be made. Of whoever disables
 * people, only owners' rows are held.
 */
export async function lockMembers(tx: PrismaTransaction, workspaceId: string): Promise<void> {
  await tx.$queryRaw`select 1 from workspace where id = ${workspaceId} for no key update`;
  await tx.$queryRaw`
    select 1 from member where workspace_id = ${workspaceId} and role = 'owner' order by person_id for update`;
}

/** `lockMembers` for a member who changes something: nobody disables them meanwhile. */
export async function lockMembersFor(tx: PrismaTransaction, workspaceId: string, personId: string): Promise<void> {
  // Before the rows of members, as whoever disables people does.
  await tx.$queryRaw`select 1 from person where id = ${personId} for share`;
  await lockMembers(tx, workspaceId);
}

async function listMembers(prisma: PrismaTransaction, workspaceId: string): Promise<readonly Member[]> {
  const rows = await prisma.member.findMany({
    where: { workspaceId },
    select: {
      personId: true,
      role: true,
      version: true,
      lastUsedAt: true,
      person: { select: { name: true, email: true, disabledAt: true } },
    },
    orderBy: [{ person: { name: 'asc' } }, { personId: 'asc' }],
  });
  return rows.map(({ role, person: { disabledAt, ...person }, ...member }) => ({
    ...member,
    ...person,
    role: storedRole.parse(role),
    isDisabled: disabledAt !== null,
  }));
}
