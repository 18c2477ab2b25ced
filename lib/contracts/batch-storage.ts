import type { BatchRecord } from '#lib/record/record.ts';
import type { FileStore } from './file-store.ts';
import type { RequestIndex } from './request-index.ts';

/** A batch record with the version under which it is stored, 1 at first and one more after each save. */
export interface StoredBatch {
  readonly record: BatchRecord;
  readonly version: number;
}

/** Which batches to list. */
export interface BatchPage {
  /** Leaves out batches with nothing to do (`hasOpenWork`). */
  readonly openOnly?: boolean;
  /** The last id of the page before. When its batch is gone, the page is empty. */
  readonly after?: string;
  readonly limit: number;
}

/**
 * Where batches live: one JSON document a batch, saved by compare-and-set, and byte streams by key. The whole
 * batch protocol is written against this alone, so an object with these members is all that a storage of your own
 * takes: `examples/sqlite-storage.ts` is one, and `tests/contract/storage` says what is expected of it.
 *
 * Ids may come from anybody: a storage knows nothing of `../etc` or of an id with NUL, rather than failing.
 */
export interface BatchStorage {
  /** Null when there is no such batch. Throws `StorageError` for a record that cannot be read (`parseBatchRecord`). */
  loadBatch(id: string): Promise<StoredBatch | null>;
  /**
   * Saves the record if the stored version is still `expectedVersion` (0: there is no batch yet) and returns
   * the new version. Throws `ConflictError` otherwise, and changes nothing; any other error leaves open
   * whether it was saved.
   */
  saveBatch(record: BatchRecord, expectedVersion: number): Promise<number>;
  /** Ids of batches, newest first by `createdAt`, then by id, the greatest first. */
  listBatchIds(page: BatchPage): Promise<readonly string[]>;
  /** Removes the record, not the files. No batch is no error; the next one with this id begins anew with version 1. */
  removeBatch(id: string): Promise<void>;
  readonly files: FileStore;
  /** The searchable projection, where the storage keeps one. It can be rebuilt from records and files. */
  readonly index?: RequestIndex;
}
