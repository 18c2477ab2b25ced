import { createHash } from 'node:crypto';
import { batchRecordSchema } from '#lib/batch/record.ts';
import { hasOpenWork } from '#lib/batch/state.ts';
import { ConflictError, NotFoundError } from '#lib/errors.ts';
import type { FileStore } from '#lib/files/file-store.ts';
import type { BatchStorage } from '#lib/storage/batch-storage.ts';

/** Files in memory, handed out in chunks of a few bytes so that no reader relies on their size. */
export function createMemoryFiles(chunkBytes = 1000): FileStore & { readonly contents: ReadonlyMap<string, Buffer> } {
  const contents = new Map<string, Buffer>();
  return {
    contents,
    async write(key, content) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(Uint8Array.from(chunk));
      const bytes = Buffer.concat(chunks);
      contents.set(key, bytes);
      return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    async *read(key, range, { reusesChunk = false } = {}) {
      const bytes = contents.get(key);
      if (bytes === undefined) throw new NotFoundError(`There is no file ${key}.`);
      const part = bytes.subarray(range?.start ?? 0, range?.end);
      for (let at = 0; at < part.length; at += chunkBytes) {
        const chunk = new Uint8Array(part.subarray(at, at + chunkBytes));
        yield await Promise.resolve(chunk);
        if (reusesChunk) chunk.fill(0);
      }
    },
    size: (key) => Promise.resolve(contents.get(key)?.length ?? null),
    async remove(key) {
      await Promise.resolve(contents.delete(key));
    },
    async removeAll(prefix) {
      for (const key of contents.keys()) if (key.startsWith(prefix)) contents.delete(key);
      await Promise.resolve();
    },
  };
}

/** Batch records in memory, kept as text so that nobody shares an object with the storage. */
export function createMemoryStorage(files: FileStore = createMemoryFiles()): BatchStorage {
  const batches = new Map<string, { text: string; version: number }>();
  const parse = (text: string) => batchRecordSchema.parse(JSON.parse(text));
  return {
    files,
    async loadBatch(id) {
      const stored = await Promise.resolve(batches.get(id));
      return stored === undefined ? null : { record: parse(stored.text), version: stored.version };
    },
    async saveBatch(record, expectedVersion) {
      const version = batches.get(record.id)?.version ?? 0;
      if (version !== expectedVersion) throw new ConflictError('The batch was changed by somebody else.');
      batches.set(record.id, { text: JSON.stringify(batchRecordSchema.parse(record)), version: version + 1 });
      return Promise.resolve(version + 1);
    },
    async listBatchIds({ openOnly = false, after, limit }) {
      const all = [...batches].toReversed().filter(([, { text }]) => !openOnly || hasOpenWork(parse(text)));
      const start = after === undefined ? 0 : all.findIndex(([id]) => id === after) + 1;
      return Promise.resolve(all.slice(start, start + limit).map(([id]) => id));
    },
    async removeBatch(id) {
      await Promise.resolve(batches.delete(id));
    },
  };
}
