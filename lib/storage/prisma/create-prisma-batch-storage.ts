import type { BatchPage, BatchStorage, StoredBatch } from '#lib/contracts/batch-storage.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { changeChannel, formatChange } from '#lib/db/change-channel.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { ConflictError } from '#lib/errors.ts';
import { batchRecordSchema } from '#lib/record/record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { parseBatchRecord } from '../parse-batch-record.ts';
import { convertToColumns } from './batch-columns.ts';
import { writeConstraints } from './write-constraints.ts';

export interface RecordStorageOptions {
  /** The client, or the transaction in which everything is to happen. */
  readonly prisma: Prisma | PrismaTransaction;
  readonly files: FileStore;
  readonly index: RequestIndex;
  /** Batches of other workspaces are not there. */
  readonly workspaceId: string;
}

/**
 * Batch records in PostgreSQL. Each save also writes what lists and constraints need beside the document, and
 * announces the batch to the change feed, all in one transaction.
 */
export function createPrismaBatchStorage({ prisma, files, index, workspaceId }: RecordStorageOptions): BatchStorage {
  return {
    files,
    index,
    loadBatch: (id) => loadBatch(prisma, workspaceId, id),
    saveBatch: (record, expectedVersion) =>
      joinTransaction(prisma, (tx) => saveBatch(tx, workspaceId, batchRecordSchema.parse(record), expectedVersion)),
    listBatchIds: (page) => listBatchIds(prisma, workspaceId, page),
    removeBatch: async (id) => {
      if (!isStorable(id)) return;
      await joinTransaction(prisma, async (tx) => {
        const { count } = await tx.batch.deleteMany({ where: { id, workspaceId } });
        if (count > 0) await announce(tx, workspaceId, id);
      });
    },
  };
}

/** Runs `work` in one transaction: all of it is kept, or, when it throws, nothing. */
export function withPrismaTransaction<T>(prisma: Prisma, work: (tx: PrismaTransaction) => Promise<T>): Promise<T> {
  return onDatabase(() => prisma.$transaction(work));
}

/** The same, as a part of the transaction that `prisma` is, if it is one. */
export function joinTransaction<T>(
  prisma: Prisma | PrismaTransaction,
  work: (tx: PrismaTransaction) => Promise<T>,
): Promise<T> {
  return '$connect' in prisma ? withPrismaTransaction(prisma, work) : work(prisma);
}

async function loadBatch(prisma: PrismaTransaction, workspaceId: string, id: string): Promise<StoredBatch | null> {
  if (!isStorable(id)) return null;
  const row = await prisma.batch.findUnique({ where: { id, workspaceId }, select: { version: true, document: true } });
  return row === null ? null : { record: parseBatchRecord(id, row.document), version: row.version };
}

async function saveBatch(
  tx: PrismaTransaction,
  workspaceId: string,
  record: BatchRecord,
  expectedVersion: number,
): Promise<number> {
  const version = expectedVersion + 1;
  const data = { ...convertToColumns(record), version };
  const { count } =
    expectedVersion === 0
      ? await tx.batch.createMany({ data: [{ ...data, id: record.id, workspaceId }], skipDuplicates: true })
      : await tx.batch.updateMany({ where: { id: record.id, workspaceId, version: expectedVersion }, data });
  if (count === 0) {
    throw new ConflictError(`Batch ${record.id} was changed by somebody else at the same moment. Try again.`);
  }
  await writeConstraints(tx, record);
  await announce(tx, workspaceId, record.id);
  return version;
}

async function listBatchIds(
  prisma: PrismaTransaction,
  workspaceId: string,
  { openOnly = false, after, limit }: BatchPage,
): Promise<readonly string[]> {
  if (after !== undefined && !isStorable(after)) return [];
  const last =
    after === undefined
      ? null
      : await prisma.batch.findUnique({ where: { id: after, workspaceId }, select: { createdAt: true } });
  // The batch after which to go on is gone: the caller starts anew some time.
  if (after !== undefined && last === null) return [];
  const older =
    last === null
      ? {}
      : { OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: after } }] };
  const rows = await prisma.batch.findMany({
    where: { workspaceId, ...(openOnly ? { isOpen: true } : {}), ...older },
    select: { id: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** PostgreSQL takes no NUL, not even to look for it. */
function isStorable(id: string): boolean {
  return !id.includes('\0');
}

async function announce(tx: PrismaTransaction, workspaceId: string, batchId: string): Promise<void> {
  await tx.$executeRaw`select pg_notify(${changeChannel}, ${formatChange({ workspaceId, batchId })})`;
}
