import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '#lib/errors.ts';

/**
 * A temporary file that has lost its name: it is gone with the process, however that ends. Throws `StorageError` where the
 * temporary folder has no room.
 */
export class NamelessFile {
  readonly #file: number;

  constructor() {
    this.#file = orSayWhy(() => {
      const directory = mkdtempSync(join(tmpdir(), 'langbatch-'));
      try {
        return openSync(join(directory, 'texts'), 'wx+', 0o600);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }

  write(bytes: Uint8Array, position: number): void {
    orSayWhy(() => {
      for (let at = 0; at < bytes.length;) {
        at += writeSync(this.#file, bytes, at, bytes.length - at, position + at);
      }
    });
  }

  /** Fills `bytes`. */
  read(bytes: Uint8Array, position: number): void {
    orSayWhy(() => {
      for (let at = 0; at < bytes.length;) {
        const read = readSync(this.#file, bytes, at, bytes.length - at, position + at);
        if (read === 0) throw new RangeError('The temporary file ends too early.');
        at += read;
      }
    });
  }

  close(): void {
    closeSync(this.#file);
  }
}

function orSayWhy<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    throw new StorageError({ code: 'texts_not_kept', facts: { systemCode: String(error.code) } }, { cause: error });
  }
}
