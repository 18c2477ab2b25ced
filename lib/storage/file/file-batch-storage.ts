import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BatchPage, BatchStorage, StoredBatch } from '#lib/contracts/batch-storage.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { AppError, InvalidInputError } from '#lib/errors.ts';
import { safePath } from '#lib/files/disk/contain.ts';
import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
import { onDisk } from '#lib/files/disk/disk-failure.ts';
import { syncDirectory } from '#lib/files/disk/durable-directory.ts';
import { hasOpenWork } from '#lib/record/due-tasks.ts';
import { type BatchRecord, batchRecordSchema } from '#lib/record/record.ts';
import { type ListedBatch, pageOfBatches } from '../page-of-batches.ts';
import { parseBatchRecord } from '../parse-batch-record.ts';
import { linkVersion } from './link-version.ts';
import { orWhenAbsent, readNewestVersion } from './versions.ts';

export interface FileBatchStorageOptions {
  /** Made when it is missing. Several processes may share it, also over a network that knows hard links. */
  readonly directory: string;
  readonly now?: () => Date;
}

/** Lower case only: there are disks to which `B1` and `b1` are the same. */
const idPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

const removedPrefix = '.removed-';

/**
 * Batches as files of one directory: records as JSON below `records`, byte streams below `files`. Safe for several
 * processes at once and against a kill at any moment. Files and folders are for their owner alone.
 */
export class FileBatchStorage implements BatchStorage {
  readonly files: FileStore;
  readonly #records: string;
  readonly #now: () => Date;

  constructor({ directory, now = () => new Date() }: FileBatchStorageOptions) {
    this.files = createDiskFileStore({ directory: resolve(directory, 'files'), now });
    this.#records = resolve(directory, 'records');
    this.#now = now;
  }

  /** Null when there is no such batch. Throws `StorageError` for a record that cannot be read. */
  async loadBatch(id: string): Promise<StoredBatch | null> {
    if (!idPattern.test(id)) return null;
    const newest = await onDisk('read', keyOf(id), async () => readNewestVersion(await this.#folderOf(id)));
    return newest === null ? null : { record: parseBatchRecord(id, newest.text), version: newest.version };
  }

  /**
   * Returns the new version. Throws `ConflictError` when the stored version is not `expectedVersion` (0: none), and
   * `StorageError` when the disk refuses.
   */
  async saveBatch(record: BatchRecord, expectedVersion: number): Promise<number> {
    const text = JSON.stringify(batchRecordSchema.parse(record));
    const { id } = record;
    if (!idPattern.test(id)) {
      throw new InvalidInputError(
        'An id of a batch has up to 64 lower-case letters, digits, dashes and underscores here.',
      );
    }
    return onDisk('stored', keyOf(id), async () =>
      linkVersion({ id, folder: await this.#folderOf(id), text, expectedVersion, now: this.#now }),
    );
  }

  /** Ids, newest first. Looks at the record of every batch. One that cannot be read is listed as open. */
  async listBatchIds(page: BatchPage): Promise<readonly string[]> {
    const names = await onDisk('read', 'records', () => orWhenAbsent([], () => readdir(this.#records)));
    const listed: ListedBatch[] = [];
    for (const id of names.filter((name) => idPattern.test(name))) {
      const batch = await this.#describe(id);
      if (batch !== null) listed.push(batch);
    }
    return pageOfBatches(listed, page);
  }

  /** Removes the record. What a removal left that was killed goes with the next one. */
  async removeBatch(id: string): Promise<void> {
    if (!idPattern.test(id)) return;
    await onDisk('removed', keyOf(id), async () => {
      const removed = join(this.#records, `${removedPrefix}${randomUUID()}`);
      const folder = await this.#folderOf(id);
      if (!(await orWhenAbsent(false, () => rename(folder, removed).then(() => true)))) return;
      await syncDirectory(this.#records);
      for (const name of await readdir(this.#records)) {
        if (!name.startsWith(removedPrefix)) continue;
        await rm(join(this.#records, name), { recursive: true, force: true, maxRetries: 3 });
      }
    });
  }

  #folderOf(id: string): Promise<string> {
    return safePath(this.#records, `${id}/record`).then((path) => resolve(path, '..'));
  }

  async #describe(id: string): Promise<ListedBatch | null> {
    const newest = await onDisk('read', keyOf(id), async () => readNewestVersion(await this.#folderOf(id)));
    if (newest === null) return null;
    try {
      const record = parseBatchRecord(id, newest.text);
      return { id, createdAt: new Date(record.createdAt), isOpen: hasOpenWork(record) };
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return { id, createdAt: newest.writtenAt, isOpen: true };
    }
  }
}

function keyOf(id: string): string {
  return `records/${id}`;
}
