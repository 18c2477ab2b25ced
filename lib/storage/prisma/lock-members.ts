import { z } from 'zod';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { roles } from '#lib/shared/contract/rights.ts';

export const storedRole = z.enum(roles);

/**
 * Until the transaction ends, nobody else changes who is in the workspace, or is asked into it: the last of two owners
 * who leave at once sees that the other has left. Rows that refer to the workspace may still be made. Of whoever
 * disables people, only owners' rows are held.
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
