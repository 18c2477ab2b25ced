import type { FileStore } from '#lib/contracts/file-store.ts';
import { NotFoundError } from '#lib/errors.ts';
import { parseFileKey, parseFilePrefix } from '#lib/files/file-key.ts';
import { storeBlocks } from '#lib/files/store-blocks.ts';

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
    write(key, content, options) {
      const blocks: Uint8Array[] = [];
      return storeBlocks(key, content, options, {
        put: (_id, _start, block) => blocks.push(block),
        keep: () => contents.set(key, Buffer.concat(blocks)),
        undo: () => blocks.splice(0),
      });
    },
    async *read(key, range, { reusesChunk = false } = {}) {
      const bytes = contents.get(parseFileKey(key));
      if (bytes === undefined) throw new NotFoundError({ code: 'file_missing', facts: { key } });
      const part = bytes.subarray(range?.start ?? 0, range?.end);
      for (let at = 0; at < part.length; at += chunkBytes) {
        const chunk = new Uint8Array(part.subarray(at, at + chunkBytes));
        yield await Promise.resolve(chunk);
        if (reusesChunk) chunk.fill(0);
      }
    },
    async size(key) {
      return Promise.resolve(contents.get(parseFileKey(key))?.length ?? null);
    },
    async remove(key) {
      await Promise.resolve(contents.delete(parseFileKey(key)));
    },
    async removeAll(prefix) {
      parseFilePrefix(prefix);
      for (const key of contents.keys()) if (key.startsWith(prefix)) contents.delete(key);
      await Promise.resolve();
    },
    async *list(prefix) {
      parseFilePrefix(prefix);
      for (const key of contents.keys()) if (key.startsWith(prefix)) yield await Promise.resolve(key);
    },
  };
}
