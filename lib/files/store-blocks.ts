import { createHash } from 'node:crypto';
import type { StoredFile } from './file-store.ts';
import { stopOnAbort } from './stop-on-abort.ts';

const blockBytes = 1024 * 1024;

/**
 * Hands `content` to `put` in blocks of 1 MB, the last one shorter, with the byte at which each begins, and gives what
 * a store says of a file. A block is the callee's to keep. Throws what `content` and `put` throw, and `AppError` with
 * code `aborted`.
 */
export async function storeBlocks(
  content: AsyncIterable<Uint8Array>,
  put: (block: Uint8Array, start: number) => unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const source = signal === undefined ? content : stopOnAbort(content, signal);
  for await (const block of inBlocks(source)) {
    hash.update(block);
    await put(block, bytes);
    bytes += block.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* inBlocks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let gathered = 0;
  for await (const chunk of content) {
    for (let taken = 0; taken < chunk.length;) {
      // Copied, as its maker may use a chunk again; the `slice` of a Buffer would not do that.
      const piece = Uint8Array.from(chunk.subarray(taken, taken + blockBytes - gathered));
      pieces.push(piece);
      gathered += piece.length;
      taken += piece.length;
      if (gathered < blockBytes) continue;
      yield Buffer.concat(pieces);
      pieces = [];
      gathered = 0;
    }
  }
  if (gathered > 0) yield Buffer.concat(pieces);
}
