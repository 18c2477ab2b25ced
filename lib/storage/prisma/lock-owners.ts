import type { PrismaTransaction } from '#lib/db/prisma.ts';

/**
 * The ids of those owners of a workspace who may come in. Nobody else makes or takes away an owner of it until the
 * transaction ends, so that of two changes the second sees who is left.
 */
export async function lockOwners(tx: PrismaTransaction, workspaceId: string): Promise<readonly string[]> {
  await tx.$queryRaw`
    select person_id from member where workspace_id = ${workspaceId} and role = 'owner' order by person_id for update`;
  // In a statement of its own: the one that waited still sees what was there before it waited.
  const owners = await tx.member.findMany({
    where: { workspaceId, role: 'owner', person: { disabledAt: null } },
    select: { personId: true },
  });
  return owners.map(({ personId }) => personId);
}
