import { batchRecordSchema } from '../../batch/record.ts';
import type { BatchRecord } from '../../batch/record.ts';
import { changeChannel } from '../../db/change-channel.ts';
import type { Prisma, PrismaTransaction } from '../../db/prisma.ts';
import { ConflictError, StorageError } from '../../errors.ts';
import type { FileStore } from '../../files/file-store.ts';
import type { RequestIndex } from '../../index/request-index.ts';
import type { BatchStorage, StoredBatch } from '../batch-storage.ts';
import { convertToColumns } from './batch-columns.ts';
import { projectRecord } from './project-record.ts';

export interface PrismaBatchStorageOptions {
  /** The client, or the transaction in which everything is to happen. */
  readonly prisma: Prisma | PrismaTransaction;
  readonly files: FileStore;
  readonly index: RequestIndex;
}

/**
 * Batch records in PostgreSQL. Each save also writes what lists and constraints need beside the document, and
 * announces the batch to the change feed, all in one transaction.
 */
export function createPrismaBatchStorage({ prisma, files, index }: PrismaBatchStorageOptions): BatchStorage {
  return {
    files,
    index,
    loadBatch: (id) => loadBatch(prisma, id),
    saveBatch: (record, expectedVersion) =>
      joinTransaction(prisma, (tx) => saveBatch(tx, batchRecordSchema.parse(record), expectedVersion)),
    listBatchIds: (page) => listBatchIds(prisma, page),
    removeBatch: (id) =>
      joinTransaction(prisma, async (tx) => {
        await tx.batch.deleteMany({ where: { id } });
        await announce(tx, id);
      }),
  };
}

/** Runs `work` in one transaction: all of it is kept, or, when it throws, nothing. */
export function withPrismaTransaction<T>(prisma: Prisma, work: (tx: PrismaTransaction) => Promise<T>): Promise<T> {
  return prisma.$transaction(work);
}

function joinTransaction<T>(
  prisma: Prisma | PrismaTransaction,
  work: (tx: PrismaTransaction) => Promise<T>,
): Promise<T> {
  return '$connect' in prisma ? withPrismaTransaction(prisma, work) : work(prisma);
}

async function loadBatch(prisma: PrismaTransaction, id: string): Promise<StoredBatch | null> {
  const row = await prisma.batch.findUnique({ where: { id }, select: { version: true, document: true } });
  if (row === null) return null;
  const parsed = batchRecordSchema.safeParse(row.document);
  if (parsed.success) return { record: parsed.data, version: row.version };
  throw new StorageError(
    `Batch ${id} is stored in a form that this version of LangBatch does not know. Update LangBatch.`,
    { cause: parsed.error },
  );
}

async function saveBatch(tx: PrismaTransaction, record: BatchRecord, expectedVersion: number): Promise<number> {
  const version = expectedVersion + 1;
  const data = { ...convertToColumns(record), version };
  const { count } =
    expectedVersion === 0
      ? await tx.batch.createMany({ data: [{ ...data, id: record.id }], skipDuplicates: true })
      : await tx.batch.updateMany({ where: { id: record.id, version: expectedVersion }, data });
  if (count === 0) {
    throw new ConflictError(`Batch ${record.id} was changed by somebody else at the same moment. Try again.`);
  }
  await projectRecord(tx, record);
  await announce(tx, record.id);
  return version;
}

async function listBatchIds(
  prisma: PrismaTransaction,
  { openOnly = false, after, limit }: { readonly openOnly?: boolean; readonly after?: string; readonly limit: number },
): Promise<readonly string[]> {
  const last =
    after === undefined ? null : await prisma.batch.findUnique({ where: { id: after }, select: { createdAt: true } });
  // The batch after which to go on is gone: the caller starts anew some time.
  if (after !== undefined && last === null) return [];
  const older =
    last === null
      ? {}
      : { OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: after } }] };
  const rows = await prisma.batch.findMany({
    where: { ...(openOnly ? { isOpen: true } : {}), ...older },
    select: { id: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(({ id }) => id);
}

async function announce(tx: PrismaTransaction, batchId: string): Promise<void> {
  await tx.$executeRaw`select pg_notify(${changeChannel}, ${batchId})`;
}
