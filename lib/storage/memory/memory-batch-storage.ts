import type { BatchPage, BatchStorage, StoredBatch } from '#lib/contracts/batch-storage.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { ConflictError } from '#lib/errors.ts';
import { hasOpenWork } from '#lib/record/due-tasks.ts';
import { type BatchRecord, batchRecordSchema } from '#lib/record/record.ts';
import { pageOfBatches } from '../page-of-batches.ts';
import { parseBatchRecord } from '../parse-batch-record.ts';
import { createMemoryFiles } from './memory-files.ts';

export interface MemoryBatchStorageOptions {
  /** Default: files in memory too. */
  readonly files?: FileStore;
}

/**
 * Batches in memory, gone with the process: for tests. Records are kept as text, so that nobody shares an
 * object with it.
 */
export class MemoryBatchStorage implements BatchStorage {
  readonly files: FileStore;
  readonly #batches = new Map<string, { readonly text: string; readonly version: number }>();

  constructor({ files = createMemoryFiles() }: MemoryBatchStorageOptions = {}) {
    this.files = files;
  }

  async loadBatch(id: string): Promise<StoredBatch | null> {
    const stored = await Promise.resolve(this.#batches.get(id));
    return stored === undefined ? null : { record: parseBatchRecord(id, stored.text), version: stored.version };
  }

  async saveBatch(record: BatchRecord, expectedVersion: number): Promise<number> {
    const text = JSON.stringify(batchRecordSchema.parse(record));
    const version = this.#batches.get(record.id)?.version ?? 0;
    if (version !== expectedVersion) {
      throw new ConflictError(`Batch ${record.id} was changed by somebody else at the same moment. Try again.`);
    }
    this.#batches.set(record.id, { text, version: version + 1 });
    return Promise.resolve(version + 1);
  }

  async listBatchIds(page: BatchPage): Promise<readonly string[]> {
    const batches = [...this.#batches].map(([id, { text }]) => {
      const record = parseBatchRecord(id, text);
      return { id, createdAt: new Date(record.createdAt), isOpen: hasOpenWork(record) };
    });
    return Promise.resolve(pageOfBatches(batches, page));
  }

  async removeBatch(id: string): Promise<void> {
    await Promise.resolve(this.#batches.delete(id));
  }
}
