import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { AppError, StorageError } from '#lib/errors.ts';

/** Turns what a storage throws into our errors, so that callers see `BatchStorageError` whatever it throws. */
export function guardStorage(storage: BatchStorage): BatchStorage {
  return {
    files: guardFiles(storage.files),
    ...(storage.index === undefined ? {} : { index: guardIndex(storage.index) }),
    loadBatch: (id) => withStorageErrors('load a batch', () => storage.loadBatch(id)),
    saveBatch: (record, expectedVersion) =>
      withStorageErrors('save a batch', () => storage.saveBatch(record, expectedVersion)),
    listBatchIds: (page) => withStorageErrors('list batches', () => storage.listBatchIds(page)),
    removeBatch: (id) => withStorageErrors('remove a batch', () => storage.removeBatch(id)),
  };
}

function guardIndex(index: RequestIndex): RequestIndex {
  const doing = 'keep its request index';
  return {
    writeRequests: (batchId, rows) => {
      const source = noteFailure(rows);
      return withStorageErrors(doing, () => index.writeRequests(batchId, source.content), source.failure);
    },
    openAttempt: (...given) => withStorageErrors(doing, () => index.openAttempt(...given)),
    withdrawAttempt: (...given) => withStorageErrors(doing, () => index.withdrawAttempt(...given)),
    writeResults: (job, rows) => {
      const source = noteFailure(rows);
      return withStorageErrors(doing, () => index.writeResults(job, source.content), source.failure);
    },
    writeMissing: (...given) => withStorageErrors(doing, () => index.writeMissing(...given)),
    removeBatch: (...given) => withStorageErrors(doing, () => index.removeBatch(...given)),
    findRequests: (...given) => withStorageErrors(doing, () => index.findRequests(...given)),
    findRequest: (...given) => withStorageErrors(doing, () => index.findRequest(...given)),
    countOutcomes: (...given) => withStorageErrors(doing, () => index.countOutcomes(...given)),
    listCauses: (...given) => withStorageErrors(doing, () => index.listCauses(...given)),
    linesOfCause: (...given) => withStorageErrors(doing, () => index.linesOfCause(...given)),
    causesOfLines: (...given) => withStorageErrors(doing, () => index.causesOfLines(...given)),
    linesMatching: (...given) => withStorageErrors(doing, () => index.linesMatching(...given)),
    linesOfCustomIds: (...given) => withStorageErrors(doing, () => index.linesOfCustomIds(...given)),
    listBatches: (...given) => withStorageErrors(doing, () => index.listBatches(...given)),
    summarizeBatches: (...given) => withStorageErrors(doing, () => index.summarizeBatches(...given)),
  };
}

function guardFiles(files: FileStore): FileStore {
  return {
    async write(key, content, options) {
      const source = noteFailure(content);
      return withStorageErrors('write a file', () => files.write(key, source.content, options), source.failure);
    },
    async *read(key, range, options) {
      const chunks = await withStorageErrors('read a file', async () =>
        files.read(key, range, options)[Symbol.asyncIterator](),
      );
      try {
        for (;;) {
          const step = await withStorageErrors('read a file', () => chunks.next());
          if (step.done === true) return;
          yield step.value;
        }
      } finally {
        await chunks.return?.();
      }
    },
    size: (key) => withStorageErrors('look for a file', () => files.size(key)),
    remove: (key) => withStorageErrors('remove a file', () => files.remove(key)),
    removeAll: (prefix) => withStorageErrors('remove files', () => files.removeAll(prefix)),
    ...(files.localPath === undefined ? {} : { localPath: (key: string) => files.localPath?.(key) ?? key }),
  };
}

/** No error is this. */
const nothing = Symbol('nothing');

interface NotedSource<T> {
  readonly content: AsyncIterable<T>;
  /** What the source itself threw: that is none of the storage's failures. */
  readonly failure: () => unknown;
}

function noteFailure<T>(source: AsyncIterable<T>): NotedSource<T> {
  let failure: unknown = nothing;
  const noting = async function* (): AsyncGenerator<T> {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  return { content: noting(), failure: () => failure };
}

/** Runs a storage's method. Turns what it throws into a `StorageError`, unless it is one of our errors already. */
export async function withStorageErrors<T>(
  doing: string,
  work: () => Promise<T>,
  ofCaller: () => unknown = () => nothing,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (AppError.is(error) || error === ofCaller()) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(`The storage failed to ${doing}: ${reason}`, { cause: error });
  }
}
