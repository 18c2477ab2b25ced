import type { Pool } from 'pg';
import type { SignedIn } from '#lib/contracts/accounts.ts';
import type { AuditAuthor } from '#lib/contracts/audit.ts';
import type { Clock, Ids } from '#lib/contracts/context.ts';
import type { OwnWorkspace, WorkspaceFacts, Workspaces } from '#lib/contracts/workspaces.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { NotFoundError } from '#lib/errors.ts';
import { roles } from '#lib/shared/contract/rights.ts';
import { freeSlug, slugOfName } from '#lib/shared/contract/workspace-slug.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';
import { assertSiteAdmin } from './assert-site-admin.ts';
import { writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { deleteWorkspace, readContents } from './deleted-workspaces.ts';
import { lockMembersFor } from './lock-members.ts';
import { readUsedBytes } from './quota-store.ts';

interface WorkspaceStoreOptions {
  readonly prisma: Prisma;
  readonly pool: Pool;
  readonly clock: Clock;
  /** How much each may store; null for as much as there is room for. */
  readonly limitBytes: number | null;
  readonly ids: Ids;
  /** Makes what every workspace has from the beginning. */
  readonly equip: (workspace: NamedWorkspace, tx: PrismaTransaction) => Promise<void>;
  /** Who makes and renames workspaces, for the audit log. */
  readonly author: AuditAuthor;
}

/** Workspaces in the dashboard's database. */
export function createWorkspaceStore(options: WorkspaceStoreOptions): Workspaces {
  const { prisma, pool, clock, limitBytes, ids, equip, author } = options;
  return {
    listOf: (personId) => listWorkspacesOf(prisma, personId),
    listAll: () => onDatabase(() => listAll(prisma)),
    async spaceOf(workspaceIds) {
      const used = await readUsedBytes(pool, workspaceIds, clock.now());
      return (id) => ({ usedBytes: used.get(id) ?? 0, limitBytes });
    },
    create: (name, by) =>
      withPrismaTransaction(prisma, async (tx) => {
        const workspace = await create(tx, ids.next('workspace'), name, by);
        await equip(workspace, tx);
        const thing = { kind: 'workspace', id: workspace.id, name } as const;
        await writeAudit(tx, workspace.id, author, { verb: 'createWorkspace', thing });
        return workspace;
      }),
    rename: (id, personId, decide) =>
      withPrismaTransaction(prisma, async (tx) => {
        await lockMembersFor(tx, id, personId);
        const own = (await listOf(tx, personId)).find((workspace) => workspace.id === id);
        if (own === undefined) throw new NotFoundError('There is no such workspace, or you are not a member of it.');
        const name = decide(own);
        if (name === own.name) return;
        await tx.workspace.update({ where: { id }, data: { name } });
        await writeAudit(tx, id, author, {
          verb: 'renameWorkspace',
          thing: { kind: 'workspace', id, name },
          before: `name: ${own.name}`,
          after: `name: ${name}`,
        });
      }),
    contentsOf: (id) => onDatabase(() => readContents(prisma, id)),
    delete: (id, deletion) =>
      withPrismaTransaction(prisma, async (tx) => {
        const outcome = await deleteWorkspace(tx, id, deletion);
        const thing = { kind: 'workspace', id, name: deletion.name } as const;
        // Of the installation: nobody is in the workspace any more who could read its log.
        if (outcome === 'deleted') await writeAudit(tx, null, author, { verb: 'deleteWorkspace', thing });
        return outcome;
      }),
  };
}

const named = { id: true, name: true, slug: true } as const;

/** See `Workspaces`. */
export function listWorkspacesOf(prisma: Prisma, personId: string): Promise<readonly OwnWorkspace[]> {
  return onDatabase(() => listOf(prisma, personId));
}

async function listOf(prisma: PrismaTransaction, personId: string): Promise<readonly OwnWorkspace[]> {
  const rows = await prisma.member.findMany({
    where: { personId, person: { disabledAt: null } },
    select: { role: true, workspace: { select: named } },
    orderBy: [{ workspace: { name: 'asc' } }, { workspaceId: 'asc' }],
  });
  return rows.flatMap(({ role: stored, workspace }) => {
    const role = roles.find((each) => each === stored);
    return role === undefined ? [] : [{ ...workspace, role }];
  });
}

async function listAll(prisma: Prisma): Promise<readonly WorkspaceFacts[]> {
  const [rows, batches] = await Promise.all([
    prisma.workspace.findMany({
      where: { deletedAt: null },
      select: { ...named, createdAt: true, _count: { select: { members: true } } },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    }),
    prisma.batch.groupBy({ by: ['workspaceId'], where: { isListed: true }, _count: true }),
  ]);
  const counts = new Map(batches.map(({ workspaceId, _count }) => [workspaceId, _count]));
  return rows.map(({ createdAt, _count, ...workspace }) => ({
    ...workspace,
    members: _count.members,
    batches: counts.get(workspace.id) ?? 0,
    createdAt: createdAt.toISOString(),
  }));
}

async function create(tx: PrismaTransaction, id: string, name: string, by: SignedIn): Promise<NamedWorkspace> {
  await assertSiteAdmin(tx, by);
  // Of two with one name at once the second sees the first one's slug.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('langbatch_workspace_slugs'))`;
  const wanted = slugOfName(name);
  const taken = await tx.workspace.findMany({ where: { slug: { startsWith: wanted } }, select: { slug: true } });
  const slug = freeSlug(wanted, new Set(taken.map((row) => row.slug)));
  const createdAt = new Date();
  await tx.workspace.create({ data: { id, name, slug, createdAt } });
  await tx.member.create({ data: { workspaceId: id, personId: by.personId, role: 'owner', createdAt } });
  return { id, name, slug };
}
