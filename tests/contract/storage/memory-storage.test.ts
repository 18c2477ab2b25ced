import { createMemoryStorage } from '#tests/fakes/memory-storage.ts';
import { describeBatchStorage } from './batch-storage-contract.ts';

describeBatchStorage('the storage in memory that tests use', () => Promise.resolve(createMemoryStorage()));
