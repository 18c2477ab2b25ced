import { createHash } from 'node:crypto';
import { NotFoundError } from '../../errors.ts';
import { assertFileKey, assertFilePrefix } from '../../files/file-key.ts';
import type { FileStore } from '../../files/file-store.ts';
import { stopOnAbort } from '../../files/stop-on-abort.ts';

/** A file store whose contents a test may look at. */
export interface MemoryFiles extends FileStore {
  readonly contents: ReadonlyMap<string, Buffer>;
}

export interface MemoryFilesOptions {
  /** Small ones show which reader relies on how a file is cut. */
  readonly chunkBytes?: number;
}

/** Files in memory, for tests. With `reusesChunk` a chunk really turns to zeros once the next one is asked for. */
export function createMemoryFiles({ chunkBytes = 65_536 }: MemoryFilesOptions = {}): MemoryFiles {
  const contents = new Map<string, Buffer>();
  return {
    contents,
    async write(key, content, { signal } = {}) {
      assertFileKey(key);
      const chunks: Uint8Array[] = [];
      const source = signal === undefined ? content : stopOnAbort(content, signal);
      for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
      const bytes = Buffer.concat(chunks);
      contents.set(key, bytes);
      return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    async *read(key, range, { reusesChunk = false } = {}) {
      assertFileKey(key);
      const bytes = contents.get(key);
      if (bytes === undefined) throw new NotFoundError(`There is no file ${key}.`);
      const part = bytes.subarray(range?.start ?? 0, range?.end);
      for (let at = 0; at < part.length; at += chunkBytes) {
        const chunk = new Uint8Array(part.subarray(at, at + chunkBytes));
        yield await Promise.resolve(chunk);
        if (reusesChunk) chunk.fill(0);
      }
    },
    async size(key) {
      assertFileKey(key);
      return Promise.resolve(contents.get(key)?.length ?? null);
    },
    async remove(key) {
      assertFileKey(key);
      await Promise.resolve(contents.delete(key));
    },
    async removeAll(prefix) {
      assertFilePrefix(prefix);
      for (const key of contents.keys()) if (key.startsWith(prefix)) contents.delete(key);
      await Promise.resolve();
    },
    async *list(prefix) {
      assertFilePrefix(prefix);
      for (const key of contents.keys()) if (key.startsWith(prefix)) yield await Promise.resolve(key);
    },
  };
}
