import { AppError, StorageError } from '../errors.ts';
import type { FileStore } from '../files/file-store.ts';
import type { BatchStorage } from '../storage/batch-storage.ts';

/** Gives errors of a storage that somebody else wrote our name, so that callers see `BatchStorageError` whatever it throws. */
export function guardStorage(storage: BatchStorage): BatchStorage {
  return {
    files: guardFiles(storage.files),
    ...(storage.index === undefined ? {} : { index: storage.index }),
    loadBatch: (id) => named('load a batch', () => storage.loadBatch(id)),
    saveBatch: (record, expectedVersion) => named('save a batch', () => storage.saveBatch(record, expectedVersion)),
    listBatchIds: (page) => named('list batches', () => storage.listBatchIds(page)),
    removeBatch: (id) => named('remove a batch', () => storage.removeBatch(id)),
  };
}

function guardFiles(files: FileStore): FileStore {
  return {
    async write(key, content, options) {
      const source = noteFailure(content);
      return named('write a file', () => files.write(key, source.content, options), source.failure);
    },
    async *read(key, range, options) {
      const chunks = files.read(key, range, options)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const step = await named('read a file', () => chunks.next());
          if (step.done === true) return;
          yield step.value;
        }
      } finally {
        await chunks.return?.();
      }
    },
    size: (key) => named('look for a file', () => files.size(key)),
    remove: (key) => named('remove a file', () => files.remove(key)),
    removeAll: (prefix) => named('remove files', () => files.removeAll(prefix)),
    ...(files.localPath === undefined ? {} : { localPath: (key: string) => files.localPath?.(key) ?? key }),
  };
}

interface NotedSource {
  readonly content: AsyncIterable<Uint8Array>;
  /** What the source itself threw: that is none of the storage's failures. */
  readonly failure: () => unknown;
}

function noteFailure(source: AsyncIterable<Uint8Array>): NotedSource {
  let failure: unknown;
  const noting = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  return { content: noting(), failure: () => failure };
}

async function named<T>(doing: string, work: () => Promise<T>, ofCaller: () => unknown = () => undefined): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (AppError.is(error) || error === ofCaller()) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(`The storage failed to ${doing}: ${reason}`, { cause: error });
  }
}
