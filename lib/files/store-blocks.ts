import { createHash, randomUUID } from 'node:crypto';
import type { StoredFile } from '#lib/contracts/file-store.ts';
import { inBlocks } from '#lib/streams/in-blocks.ts';
import { stopOnAbort } from '#lib/streams/stop-on-abort.ts';
import { parseFileKey } from './file-key.ts';

const blockBytes = 1024 * 1024;

/** Where the blocks of files go. Each write has a random `id` of its own, so that two writes of one file do not mix. */
export interface BlockStore {
  /** Stores a block that begins at byte `start`. It is the callee's to keep. */
  put(id: string, start: number, block: Uint8Array): unknown;
  /** All blocks are there: gives the file its name, in one step. */
  keep(id: string, file: StoredFile): unknown;
  /** The write was broken off or has failed: removes the blocks of it that were put. */
  undo(id: string): unknown;
}

/**
 * Does all of a `FileStore`'s `write` but the storing: hands `content` on in blocks of 1 MB, the last one
 * shorter. Throws what `content` and the store throw, and `AppError` with code `aborted` or, for a key that
 * may not be used, `forbidden`.
 */
export async function storeBlocks(
  key: string,
  content: AsyncIterable<Uint8Array>,
  { signal }: { readonly signal?: AbortSignal } = {},
  store: BlockStore,
): Promise<StoredFile> {
  parseFileKey(key);
  const id = randomUUID();
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const block of inBlocks(signal === undefined ? content : stopOnAbort(content, signal), blockBytes)) {
      hash.update(block);
      await store.put(id, bytes, block);
      bytes += block.length;
    }
    const file = { bytes, sha256: hash.digest('hex') };
    await store.keep(id, file);
    return file;
  } catch (error) {
    await store.undo(id);
    throw error;
  }
}
