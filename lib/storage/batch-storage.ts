import type { BatchRecord } from '../batch/record.ts';
import type { FileStore } from '../files/file-store.ts';
import type { RequestIndex } from '../index/request-index.ts';

/** A batch record with the version under which it is stored, 1 at first and one more after each save. */
export interface StoredBatch {
  readonly record: BatchRecord;
  readonly version: number;
}

/**
 * Where batches live: one JSON document a batch, saved by compare-and-set, and byte streams by key. The whole
 * batch protocol is written against this alone.
 */
export interface BatchStorage {
  /** Null when there is no such batch. */
  loadBatch(id: string): Promise<StoredBatch | null>;
  /**
   * Saves the record if the stored version is still `expectedVersion` (0: there is no batch yet) and returns the
   * new version. Throws `ConflictError` otherwise, and changes nothing.
   */
  saveBatch(record: BatchRecord, expectedVersion: number): Promise<number>;
  /** Ids of batches, newest first; `openOnly` leaves out those with nothing to do. `after` is the last id of the page before. */
  listBatchIds(page: {
    readonly openOnly?: boolean;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly string[]>;
  /** Removes the record. No batch is no error. */
  removeBatch(id: string): Promise<void>;
  readonly files: FileStore;
  /** The searchable projection, where the storage keeps one. It can be rebuilt from records and files. */
  readonly index?: RequestIndex;
}
