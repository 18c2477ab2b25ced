import { Readable } from 'node:stream';
import { type Entry, RandomAccessReader, type ZipFile, fromRandomAccessReaderPromise } from 'yauzl';
import { AppError } from '#lib/errors.ts';
import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import type { TableSource } from '../table-source.ts';

/** The directory of a ZIP file is at its end. */
const tailBytes = 128 * 1024;
/** Below this, unpacking harms nobody, whatever the ratio. */
const harmlessBytes = 8 * 1024 * 1024;

export interface Zip {
  /** Lower-case names of all parts. */
  readonly names: ReadonlySet<string>;
  /** Unpacks a part; null where there is none. Names are compared without case. */
  read(name: string): AsyncIterable<Uint8Array> | null;
  /** What a failure while reading means: what the source itself threw, a refusal, else a damaged file. */
  explain(error: unknown, row: number | null): unknown;
  close(): void;
}

/** Opens a file that was packed with ZIP. Refuses what would unpack to far more than it is, before it is unpacked. */
export async function openZip(source: TableSource, limits: TableLimits): Promise<Zip> {
  const reader = new SourceReader(source);
  const explain = (error: unknown, row: number | null): unknown => {
    if (reader.failure !== null) return reader.failure.error;
    return AppError.is(error) ? error : damaged(row, error);
  };
  try {
    await reader.readTail();
    const file = await fromRandomAccessReaderPromise(reader, source.bytes, { autoClose: false });
    if (file.entryCount > limits.maxEntries) throw bomb();
    const entries = new Map<string, Entry>();
    for await (const entry of file.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
    return {
      names: new Set(entries.keys()),
      read: (name) => {
        const entry = entries.get(name.toLowerCase());
        return entry === undefined ? null : unpack(file, entry, limits);
      },
      explain,
      close: () => file.close(),
    };
  } catch (error) {
    throw explain(error, null);
  }
}

async function* unpack(file: ZipFile, entry: Entry, limits: TableLimits): AsyncGenerator<Uint8Array, void, undefined> {
  const { compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw new TableRefusedError({ code: 'table_password', facts: {} });
  const isTooMuch = uncompressedSize > harmlessBytes && uncompressedSize > compressedSize * limits.maxInflation;
  // What the directory says is kept to: yauzl stops with the first byte beyond it.
  if (isTooMuch || uncompressedSize > limits.maxInflatedBytes) throw bomb();
  const stream = await file.openReadStreamPromise(entry);
  try {
    for await (const chunk of stream) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } finally {
    stream.destroy();
  }
}

function bomb(): TableRefusedError {
  return new TableRefusedError({ code: 'table_zip_bomb', facts: {} });
}

function damaged(row: number | null, cause?: unknown): TableRefusedError {
  return new TableRefusedError({ code: 'table_damaged', facts: { row } }, { cause });
}

/** Keeps the end of the file, of which many small pieces are asked for, and remembers what the source threw. */
class SourceReader extends RandomAccessReader {
  failure: { readonly error: unknown } | null = null;
  readonly #source: TableSource;
  readonly #tailStart: number;
  #tail = Buffer.alloc(0);

  constructor(source: TableSource) {
    super();
    this.#source = source;
    this.#tailStart = Math.max(0, source.bytes - tailBytes);
  }

  async readTail(): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#read(this.#tailStart, this.#source.bytes)) pieces.push(piece);
    this.#tail = Buffer.concat(pieces);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const start = position - this.#tailStart;
    if (start < 0 || start + length > this.#tail.length) {
      super.read(buffer, offset, length, position, callback);
      return;
    }
    this.#tail.copy(buffer, offset, start, start + length);
    setImmediate(callback, null);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#read(start, end), { objectMode: false });
  }

  async *#read(start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.#source.read({ start, end });
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
