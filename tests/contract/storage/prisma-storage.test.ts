import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/prisma-batch-storage.ts';
import { createMemoryFiles } from '#tests/fakes/memory-storage.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';

const database = usePrismaDatabase();

describeBatchStorage('the storage in PostgreSQL', async () => {
  const { pool, prisma } = database;
  await prisma.batch.deleteMany();
  const index = createPostgresRequestIndex({ pool, log: silentLog });
  return createPrismaBatchStorage({ prisma, files: createMemoryFiles(), index });
});
