/** A chunk is handed over when it has grown to this, so it needs some room beyond for the last row. */
const chunkBytes = 1 << 16;
const bufferBytes = chunkBytes + (1 << 13);
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);
const nullLength = -1;

/**
 * Writes rows in the binary format of PostgreSQL's `COPY` (https://www.postgresql.org/docs/current/sql-copy.html),
 * which needs no escaping: every value goes with its length. Call `beginRow`, then one method a column.
 */
export class CopyWriter {
  readonly #columns: number;
  #buffer = Buffer.allocUnsafe(bufferBytes);
  #length: number;
  #missingValues = 0;

  constructor(columns: number) {
    this.#columns = columns;
    this.#length = signature.copy(this.#buffer);
  }

  beginRow(): void {
    this.#assertRowIsWhole();
    this.#missingValues = this.#columns;
    this.#reserve(2);
    this.#length = this.#buffer.writeInt16BE(this.#columns, this.#length);
  }

  int2(value: number | null): void {
    if (!this.#begin(value, 2)) return;
    this.#length = this.#buffer.writeInt16BE(value, this.#length);
  }

  int4(value: number | null): void {
    if (!this.#begin(value, 4)) return;
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
  }

  /** Takes whole numbers up to 2^53. */
  int8(value: number | null): void {
    if (!this.#begin(value, 8)) return;
    this.#length = this.#buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.#length);
    this.#length = this.#buffer.writeUInt32BE(value >>> 0, this.#length);
  }

  bool(value: boolean | null): void {
    if (!this.#begin(value, 1)) return;
    this.#length = this.#buffer.writeUInt8(value ? 1 : 0, this.#length);
  }

  /** Also for enums. The text must be storable: PostgreSQL refuses NUL, and lone surrogates would be changed. */
  text(value: string | null): void {
    if (value === null) return this.#writeNull();
    const start = this.#length + 4;
    // UTF-8 takes at most three bytes a UTF-16 unit.
    this.#take(4 + value.length * 3);
    const bytes = this.#buffer.write(value, start, 'utf8');
    this.#buffer.writeInt32BE(bytes, this.#length);
    this.#length = start + bytes;
  }

  bytea(value: Uint8Array | null): void {
    if (!this.#begin(value, value?.length ?? 0)) return;
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  get isFull(): boolean {
    return this.#length >= chunkBytes;
  }

  /** Hands over what was written so far; it is not touched again. */
  takeChunk(): Buffer {
    const chunk = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(bufferBytes);
    this.#length = 0;
    return chunk;
  }

  /** The last chunk. */
  finish(): Buffer {
    this.#assertRowIsWhole();
    return Buffer.concat([this.takeChunk(), trailer]);
  }

  /** Writes the length and makes room for the value; false when that is all, since the value is null. */
  #begin<T>(value: T | null, bytes: number): value is T {
    if (value === null) {
      this.#writeNull();
      return false;
    }
    this.#take(4 + bytes);
    this.#length = this.#buffer.writeInt32BE(bytes, this.#length);
    return true;
  }

  #writeNull(): void {
    this.#take(4);
    this.#length = this.#buffer.writeInt32BE(nullLength, this.#length);
  }

  #take(bytes: number): void {
    this.#missingValues -= 1;
    this.#reserve(bytes);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  #assertRowIsWhole(): void {
    if (this.#missingValues !== 0) {
      throw new RangeError(`A row of ${this.#columns} columns was written with ${this.#missingValues} values missing.`);
    }
  }
}
