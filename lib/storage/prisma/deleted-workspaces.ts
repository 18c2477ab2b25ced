import type { DeletedWorkspaces, WorkspaceContents, WorkspaceDeletion } from '#lib/contracts/workspaces.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { endedStatuses } from '#lib/shared/contract/status.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { lockMembersFor } from './lock-members.ts';

const mostNames = 5;

const notRunning: string[] = ['draft', ...endedStatuses];

const runningIn = (workspaceId: string) => ({ workspaceId, status: { notIn: notRunning } });

/** What a workspace holds, in numbers. */
export async function readContents(prisma: PrismaTransaction, workspaceId: string): Promise<WorkspaceContents> {
  const open = { workspaceId, acceptedAt: null, withdrawnAt: null };
  const [batches, connections, templates, members, tokens, invitations, runningBatches, running] = await Promise.all([
    prisma.batch.count({ where: { workspaceId, isListed: true } }),
    prisma.connection.count({ where: { workspaceId } }),
    prisma.template.count({ where: { workspaceId } }),
    prisma.member.count({ where: { workspaceId } }),
    prisma.apiToken.count({ where: { workspaceId, revokedAt: null } }),
    prisma.invitation.count({ where: open }),
    prisma.batch.count({ where: runningIn(workspaceId) }),
    prisma.batch.findMany({
      where: runningIn(workspaceId),
      select: { name: true },
      orderBy: { createdAt: 'desc' },
      take: mostNames,
    }),
  ]);
  const runningNames = running.map(({ name }) => name);
  return { batches, connections, templates, members, tokens, invitations, runningBatches, runningNames };
}

/** Marks a workspace as deleted and ends tokens, invitations and memberships with it. */
export async function deleteWorkspace(
  tx: PrismaTransaction,
  workspaceId: string,
  { personId, runningBatches, at }: WorkspaceDeletion,
): Promise<'deleted' | 'not_owner' | number> {
  await lockMembersFor(tx, workspaceId, personId);
  const members = await tx.member.findMany({ where: { workspaceId }, select: { personId: true, role: true } });
  if (!members.some((member) => member.personId === personId && member.role === 'owner')) return 'not_owner';
  const running = await tx.batch.count({ where: runningIn(workspaceId) });
  if (running !== runningBatches) return running;
  await tx.workspace.update({ where: { id: workspaceId }, data: { deletedAt: at } });
  await tx.apiToken.deleteMany({ where: { workspaceId } });
  await tx.invitation.deleteMany({ where: { workspaceId } });
  await tx.member.deleteMany({ where: { workspaceId } });
  for (const member of members) await announceAccess(tx, member.personId);
  return 'deleted';
}

/** Workspaces that were deleted and whose batches may still be there. */
export function createDeletedWorkspaces(prisma: Prisma): DeletedWorkspaces {
  return {
    async listIds() {
      const rows = await onDatabase(() =>
        prisma.workspace.findMany({ where: { deletedAt: { not: null } }, select: { id: true } }),
      );
      return rows.map(({ id }) => id);
    },
    erase: (workspaceId, before) => withPrismaTransaction(prisma, (tx) => erase(tx, workspaceId, before)),
  };
}

/** A batch that is there still needs its connection to come to an end. */
async function erase(tx: PrismaTransaction, workspaceId: string, before: Date): Promise<boolean> {
  if ((await tx.batch.count({ where: { workspaceId } })) > 0) return false;
  const { count } = await tx.workspace.deleteMany({ where: { id: workspaceId, deletedAt: { lte: before } } });
  if (count === 0) return false;
  await tx.byteClaim.deleteMany({ where: { workspaceId } });
  await tx.connection.deleteMany({ where: { workspaceId } });
  return true;
}
