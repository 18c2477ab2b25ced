import { onTestFinished } from 'vitest';
import { PrismaBatchStorage } from '#lib/langbatch/prisma-batch-storage.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const database = usePrismaDatabase();

describeBatchStorage("the dashboard's storage", async () => {
  await database.prisma.batch.deleteMany();
  const dataDir = await makeTemporaryDirectory();
  const open = (): PrismaBatchStorage => {
    const secret = 'a secret that is only used by these tests';
    const storage = new PrismaBatchStorage({ databaseUrl: database.url, dataDir, secret });
    onTestFinished(() => storage.close());
    return storage;
  };
  return [open(), open()];
});
