import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { BatchStorage } from '#lib/storage/batch-storage.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/prisma-batch-storage.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const database = usePrismaDatabase();

describeBatchStorage('the storage in PostgreSQL', async () => {
  const { pool, prisma } = database;
  await prisma.batch.deleteMany();
  const directory = await makeTemporaryDirectory();
  const index = createPostgresRequestIndex({ pool, log: silentLog });
  const open = (): BatchStorage =>
    createPrismaBatchStorage({ prisma, files: createDiskFileStore({ directory }), index });
  return [open(), open()];
});
