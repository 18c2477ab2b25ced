import { open, type FileHandle } from 'node:fs/promises';
import type { SeededRandom } from '../seeded-random.ts';
import { createShuffle } from './shuffle.ts';

const writeLength = 256 * 1024;

/** Writes the lines of one result file, shuffled as OpenAI's are. The file is made with the first line. */
export interface ResultWriter {
  /** Resolves at once most of the time: lines are written many at a time. */
  write(line: string): Promise<void>;
  /** Writes what is left to disk and returns the file's size; null when there was no line and so is no file. */
  finish(): Promise<number | null>;
  /** Closes the file, whole or not. Safe to call more than once. */
  close(): Promise<void>;
}

export function createResultWriter(path: string, random: SeededRandom): ResultWriter {
  const shuffle = createShuffle(random);
  let handle: FileHandle | null = null;
  let pending: string[] = [];
  let pendingLength = 0;
  let bytes = 0;

  const flush = async (): Promise<void> => {
    if (pending.length === 0) return;
    handle ??= await open(path, 'w', 0o600);
    const block = Buffer.from(pending.join(''));
    pending = [];
    pendingLength = 0;
    await handle.writeFile(block);
    bytes += block.length;
  };
  const take = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) {
      pending.push(line, '\n');
      pendingLength += line.length + 1;
    }
    if (pendingLength >= writeLength) await flush();
  };

  return {
    write: (line) => take(shuffle.push(line)),
    async finish() {
      await take(shuffle.end());
      await flush();
      if (handle === null) return null;
      await handle.sync();
      return bytes;
    },
    async close() {
      const open = handle;
      handle = null;
      await open?.close();
    },
  };
}
