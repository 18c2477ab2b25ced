import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { AppError, StorageError } from '#lib/errors.ts';

/** Gives errors of a storage that somebody else wrote our name, so that callers see `BatchStorageError` whatever it throws. */
export function guardStorage(storage: BatchStorage): BatchStorage {
  return {
    files: guardFiles(storage.files),
    ...(storage.index === undefined ? {} : { index: guardIndex(storage.index) }),
    loadBatch: (id) => named('load a batch', () => storage.loadBatch(id)),
    saveBatch: (record, expectedVersion) => named('save a batch', () => storage.saveBatch(record, expectedVersion)),
    listBatchIds: (page) => named('list batches', () => storage.listBatchIds(page)),
    removeBatch: (id) => named('remove a batch', () => storage.removeBatch(id)),
  };
}

function guardIndex(index: RequestIndex): RequestIndex {
  const doing = 'keep its request index';
  return {
    writeRequests: (batchId, rows) => {
      const source = noteFailure(rows);
      return named(doing, () => index.writeRequests(batchId, source.content), source.failure);
    },
    openAttempt: (...given) => named(doing, () => index.openAttempt(...given)),
    withdrawAttempt: (...given) => named(doing, () => index.withdrawAttempt(...given)),
    writeResults: (job, rows) => {
      const source = noteFailure(rows);
      return named(doing, () => index.writeResults(job, source.content), source.failure);
    },
    writeMissing: (...given) => named(doing, () => index.writeMissing(...given)),
    removeBatch: (...given) => named(doing, () => index.removeBatch(...given)),
    findRequests: (...given) => named(doing, () => index.findRequests(...given)),
    findRequest: (...given) => named(doing, () => index.findRequest(...given)),
    countOutcomes: (...given) => named(doing, () => index.countOutcomes(...given)),
    listCauses: (...given) => named(doing, () => index.listCauses(...given)),
    linesOfCause: (...given) => named(doing, () => index.linesOfCause(...given)),
    causesOfLines: (...given) => named(doing, () => index.causesOfLines(...given)),
    linesMatching: (...given) => named(doing, () => index.linesMatching(...given)),
    linesOfCustomIds: (...given) => named(doing, () => index.linesOfCustomIds(...given)),
    listBatches: (...given) => named(doing, () => index.listBatches(...given)),
    summarizeBatches: (...given) => named(doing, () => index.summarizeBatches(...given)),
  };
}

function guardFiles(files: FileStore): FileStore {
  return {
    async write(key, content, options) {
      const source = noteFailure(content);
      return named('write a file', () => files.write(key, source.content, options), source.failure);
    },
    async *read(key, range, options) {
      const chunks = await named('read a file', async () => files.read(key, range, options)[Symbol.asyncIterator]());
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

/** Runs a storage's method; what it throws that is none of our errors becomes a `StorageError`. */
export async function named<T>(
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
