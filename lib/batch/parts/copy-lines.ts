import type { FileStore } from '#lib/contracts/file-store.ts';
import { damagedFile } from '#lib/errors.ts';
import { lineFeedBytes } from '#lib/jsonl/line-feed.ts';
import { groupRuns, type Place } from './group-runs.ts';

/**
 * Streams lines of a stored file, each as it is there and followed by one line feed. `lines` must be
 * ascending, and without their line breaks. Lines that follow each other in the file go out in one piece.
 * Throws `StorageError` when the file ends before the last of them.
 */
export async function* copyLines(files: FileStore, key: string, lines: Iterable<Place>): AsyncGenerator<Uint8Array> {
  for (const { start, end, places: blocks } of groupRuns(blocksOf(lines))) {
    let position = start;
    let next = 0;
    for await (const chunk of files.read(key, { start, end })) {
      const chunkEnd = position + chunk.length;
      for (let block = blocks[next]; block !== undefined && block.offset < chunkEnd; block = blocks[next]) {
        const blockEnd = block.offset + block.length;
        const from = Math.max(block.offset, position) - position;
        const to = Math.min(blockEnd, chunkEnd) - position;
        if (to > from) yield chunk.subarray(from, to);
        if (blockEnd > chunkEnd) break;
        yield lineFeedBytes;
        next += 1;
      }
      position = chunkEnd;
    }
    if (next < blocks.length) throw damagedFile(key);
  }
}

/** Joins lines with nothing but a line feed between them: such a block goes out as it lies in the file. */
function* blocksOf(lines: Iterable<Place>): Generator<Place> {
  let block: Place | null = null;
  for (const { offset, length } of lines) {
    if (block !== null && offset === block.offset + block.length + lineFeedBytes.length) {
      block = { offset: block.offset, length: offset + length - block.offset };
      continue;
    }
    if (block !== null) yield block;
    block = { offset, length };
  }
  if (block !== null) yield block;
}
