import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';

describeBatchStorage('the storage in memory', () => {
  const storage = new MemoryBatchStorage();
  return Promise.resolve([storage, storage]);
});
