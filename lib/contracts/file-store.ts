/** A stored file, as it lies there whole. */
export interface StoredFile {
  readonly bytes: number;
  /** Lower-case hex SHA-256 of the content. */
  readonly sha256: string;
}

/** Bytes from `start` up to, not including, `end`; no `end` means to the end of the file. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/**
 * Bytes under keys. Keys are slash-separated names such as `batches/b1/input.jsonl`; a store refuses a key
 * that would leave its base. A file appears whole or not at all: readers never see a half-written one.
 */
export interface FileStore {
  /**
   * Writes a file, replacing an earlier one with the same key in one step.
   * Throws `StorageError` (a full disk says so) and leaves the earlier file untouched; what `content` throws and
   * an abort (`AppError` with code `aborted`) do the same.
   */
  write(key: string, content: AsyncIterable<Uint8Array>, options?: { signal?: AbortSignal }): Promise<StoredFile>;
  /**
   * Streams a file or a range of it, as it was when reading began. Bytes past the end are left out. With
   * `reusesChunk` a chunk is only good until the next one is asked for, which spares large files much memory and time.
   * Throws `NotFoundError` when there is none.
   */
  read(key: string, range?: ByteRange, options?: { readonly reusesChunk?: boolean }): AsyncIterable<Uint8Array>;
  /** The size in bytes, or null when there is no such file. */
  size(key: string): Promise<number | null>;
  /** Removes a file; no file is no error. */
  remove(key: string): Promise<void>;
  /** Removes all files whose key starts with `prefix`, which ends in a slash. */
  removeAll(prefix: string): Promise<void>;
  /** The keys that start with `prefix`, which ends in a slash, in any order. Expired uploads are found by it. */
  list?(prefix: string): AsyncIterable<string>;
  /** A path of this machine where the file can be opened, for stores that have one. Saves a copy before uploads. */
  localPath?(key: string): string;
}
