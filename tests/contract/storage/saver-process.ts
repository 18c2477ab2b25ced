// Saves a batch again and again until it is killed, and tells the version of each save that was acknowledged.
import { ConflictError } from '#lib/errors.ts';
import { FileBatchStorage } from '#lib/storage/file/file-batch-storage.ts';

const [, , directory = '', batchId = ''] = process.argv;
const storage = new FileBatchStorage({ directory });

for (;;) {
  const stored = await storage.loadBatch(batchId);
  if (stored === null) throw new Error(`There is no batch ${batchId}.`);
  const { record, version } = stored;
  try {
    const saved = await storage.saveBatch({ ...record, failures: record.failures + 1 }, version);
    process.stdout.write(`${saved}\n`);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
