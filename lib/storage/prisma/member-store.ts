import type { Member, Members } from '#lib/contracts/members.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { can, rightOver, roles } from '#lib/shared/contract/rights.ts';
import { withdrawInvitationsOf } from './invitation-store.ts';
import { lockMembersFor, storedRole } from './lock-members.ts';
import { revokeTokensOf } from './token-store.ts';

/** Members of one workspace, in the dashboard's database or in a transaction on it. */
export function createMemberStore(prisma: PrismaTransaction, workspaceId: string): Members {
  return {
    list: () => listMembers(prisma, workspaceId),
    countStarted: () => countStarted(prisma, workspaceId),
    async lock(personId) {
      await lockMembersFor(prisma, workspaceId, personId);
      return listMembers(prisma, workspaceId);
    },
    async changeRole(personId, role) {
      await prisma.member.updateMany({
        where: { workspaceId, personId },
        data: { role, version: { increment: 1 } },
      });
      const noLonger = roles.filter((given) => !can(role, rightOver(given)));
      await withdrawInvitationsOf(prisma, { createdById: personId, workspaceId, roles: noLonger });
      await announceAccess(prisma, personId);
    },
    async remove(personId) {
      await prisma.member.deleteMany({ where: { workspaceId, personId } });
      await withdrawInvitationsOf(prisma, { createdById: personId, workspaceId });
      await revokeTokensOf(prisma, { personId, workspaceId });
      await announceAccess(prisma, personId);
    },
  };
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

/** The index of who started what answers this without a look at a batch. */
async function countStarted(prisma: PrismaTransaction, workspaceId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await prisma.batch.groupBy({
    by: ['startedById'],
    where: { workspaceId, startedById: { not: null } },
    _count: { _all: true },
  });
  return new Map(rows.flatMap(({ startedById, _count }) => (startedById === null ? [] : [[startedById, _count._all]])));
}
