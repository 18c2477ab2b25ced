import type { FileStore } from '#lib/contracts/file-store.ts';
import { StorageError } from '#lib/errors.ts';

/** Bytes of one line, without its line break. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** Reading on over a gap of this size is cheaper than another read. */
const maxGapBytes = 64 * 1024;

const lineFeed = Uint8Array.of(0x0a);

/**
 * Streams lines of a stored file, each as it is there and followed by one line feed. `places` must be ascending.
 * Lines that follow each other in the file go out in one piece. Throws `StorageError` when the file ends before the last of them.
 */
export async function* copyLines(
  files: FileStore,
  key: string,
  places: Iterable<LinePlace>,
): AsyncGenerator<Uint8Array> {
  for (const run of runsOf(places)) {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) continue;
    let position = first.start;
    let next = 0;
    for await (const chunk of files.read(key, { start: first.start, end: last.end })) {
      const chunkEnd = position + chunk.length;
      for (let block = run[next]; block !== undefined && block.start < chunkEnd; block = run[next]) {
        const from = Math.max(block.start, position) - position;
        const to = Math.min(block.end, chunkEnd) - position;
        if (to > from) yield chunk.subarray(from, to);
        if (block.end > chunkEnd) break;
        yield lineFeed;
        next += 1;
      }
      position = chunkEnd;
    }
    if (next < run.length) throw new StorageError(`The stored file ${key} is damaged. Restore it from a backup.`);
  }
}

/** Bytes of the file that go out as they are: one line, or several with nothing but a line feed between them. */
interface Block {
  readonly start: number;
  readonly end: number;
}

/** Groups places into blocks, and blocks into runs that one ranged read covers. */
function* runsOf(places: Iterable<LinePlace>): Generator<readonly Block[]> {
  let run: Block[] = [];
  for (const { offset, length } of places) {
    const end = offset + length;
    const last = run.at(-1);
    const gap = last === undefined ? 0 : offset - last.end;
    if (last !== undefined && gap === lineFeed.length) run[run.length - 1] = { start: last.start, end };
    else if (last !== undefined && gap <= maxGapBytes) run.push({ start: offset, end });
    else {
      if (run.length > 0) yield run;
      run = [{ start: offset, end }];
    }
  }
  if (run.length > 0) yield run;
}
