import type { Pool } from 'pg';
import { z } from 'zod';
import type { ByteClaim, Quota, Shortage } from '#lib/contracts/quota.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';

interface QuotaOptions {
  readonly prisma: Prisma;
  readonly workspaceId: string;
  readonly limitBytes: number;
}

/** The quota of one workspace, counted by the database at each claim. */
export function createQuota({ prisma, workspaceId, limitBytes }: QuotaOptions): Quota {
  return {
    claim: (claim) => withPrismaTransaction(prisma, (tx) => makeClaim(tx, { workspaceId, limitBytes, claim })),
    async release(id) {
      await onDatabase(() => prisma.byteClaim.deleteMany({ where: { workspaceId, id } }));
    },
  };
}

interface Making {
  readonly workspaceId: string;
  readonly limitBytes: number;
  readonly claim: ByteClaim;
}

async function makeClaim(tx: PrismaTransaction, { workspaceId, limitBytes, claim }: Making): Promise<Shortage | null> {
  const { id, bytes, now, expiresAt } = claim;
  // Claims of one workspace come one after another, so that each sees those before it.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('langbatch_quota'), hashtext(${workspaceId}))`;
  await tx.byteClaim.deleteMany({ where: { workspaceId, expiresAt: { lte: now } } });
  const leftBytes = Math.max(0, limitBytes - (await countOthers(tx, workspaceId, id)));
  if (bytes > leftBytes) return { leftBytes, limitBytes };
  await tx.byteClaim.upsert({
    where: { workspaceId_id: { workspaceId, id } },
    create: { workspaceId, id, bytes, expiresAt },
    update: { bytes, expiresAt },
  });
  return null;
}

/** In one statement: what becomes a batch's is counted twice for a moment, and never not at all. */
async function countOthers(tx: PrismaTransaction, workspaceId: string, id: string): Promise<number> {
  const rows = await tx.$queryRaw`
    select (select coalesce(sum(stored_bytes), 0) from batch where workspace_id = ${workspaceId})::float8
         + (select coalesce(sum(bytes), 0) from byte_claim where workspace_id = ${workspaceId} and id <> ${id})::float8
      as used`;
  return z.array(z.object({ used: z.number() })).parse(rows)[0]?.used ?? 0;
}

const usedSchema = z.array(z.object({ workspaceId: z.string(), used: z.number() }));

/** What each of these workspaces has stored, with what is claimed at `now`. */
export async function readUsedBytes(
  pool: Pool,
  workspaceIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await onDatabase(() =>
    pool.query<Record<string, unknown>>(
      `select workspace_id as "workspaceId", sum(bytes)::float8 as used
       from (select workspace_id, stored_bytes as bytes from batch where workspace_id = any($1)
             union all
             select workspace_id, bytes from byte_claim where workspace_id = any($1) and expires_at > $2) as held
       group by workspace_id`,
      [workspaceIds, now],
    ),
  );
  return new Map(usedSchema.parse(rows).map(({ workspaceId, used }) => [workspaceId, used]));
}
