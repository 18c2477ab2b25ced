import { NamelessFile } from './nameless-file.ts';

const pageBytes = 1024 * 1024;
const offsetsAPage = 64 * 1024;
/** Of the temporary file, kept in memory. */
const cachedPages = 16;

/**
 * Many texts, each found by its number. Their bytes stay in memory up to a bound, and lie in a temporary file beyond it;
 * eight bytes a text are always in memory.
 */
export class TextStore {
  readonly #bytesInMemory: number;
  /** Full pages: all of them, or those of the file that were asked for last. */
  readonly #pages = new Map<number, Buffer>();
  readonly #ends: Float64Array[] = [];
  #memory: Buffer | null = null;
  #page: Buffer = Buffer.allocUnsafe(pageBytes);
  #pageUsed = 0;
  #fullPages = 0;
  #count = 0;
  #file: NamelessFile | null = null;

  constructor(bytesInMemory: number) {
    this.#bytesInMemory = bytesInMemory;
  }

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length;) {
      const copied = bytes.copy(this.#page, this.#pageUsed, from);
      from += copied;
      this.#pageUsed += copied;
      if (this.#pageUsed === pageBytes) this.#turnPage();
    }
    const place = this.#count % offsetsAPage;
    if (place === 0) this.#ends.push(new Float64Array(offsetsAPage));
    const ends = this.#ends.at(-1);
    if (ends !== undefined) ends[place] = this.#fullPages * pageBytes + this.#pageUsed;
    this.#count += 1;
  }

  /** Null where there is no such text. */
  get(index: number): string | null {
    if (!Number.isInteger(index) || index < 0 || index >= this.#count) return null;
    const start = index === 0 ? 0 : this.#endOf(index - 1);
    const end = this.#endOf(index);
    const first = Math.floor(start / pageBytes);
    const inFirst = start - first * pageBytes;
    if (end - start <= pageBytes - inFirst) return this.#pageAt(first).toString('utf8', inFirst, inFirst + end - start);
    const pieces: Buffer[] = [];
    for (let at = start; at < end;) {
      const page = Math.floor(at / pageBytes);
      const from = at - page * pageBytes;
      const length = Math.min(end - at, pageBytes - from);
      // Copied, as the next page may be read over this one.
      pieces.push(Buffer.from(this.#pageAt(page).subarray(from, from + length)));
      at += length;
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
    this.#pages.clear();
    this.#count = 0;
  }

  #endOf(index: number): number {
    return this.#ends[Math.floor(index / offsetsAPage)]?.[index % offsetsAPage] ?? 0;
  }

  #turnPage(): void {
    this.#pages.set(this.#fullPages, this.#page);
    this.#fullPages += 1;
    this.#pageUsed = 0;
    if (this.#file === null && (this.#fullPages + 1) * pageBytes <= this.#bytesInMemory) {
      // One piece for all pages: it goes back to the system as a whole, which many small ones would not.
      this.#memory ??= Buffer.allocUnsafeSlow(this.#bytesInMemory);
      this.#page = this.#memory.subarray(this.#fullPages * pageBytes, (this.#fullPages + 1) * pageBytes);
      return;
    }
    this.#file ??= new NamelessFile();
    for (const [number, page] of this.#pages) this.#file.write(page, number * pageBytes);
    this.#pages.clear();
    // From here on, the page just written is written over: new ones would wait for the garbage collector.
    if (this.#memory !== null) this.#page = Buffer.allocUnsafe(pageBytes);
    this.#memory = null;
  }

  #pageAt(number: number): Buffer {
    if (number === this.#fullPages) return this.#page;
    const known = this.#pages.get(number);
    if (this.#file === null) return known ?? Buffer.alloc(0);
    if (known !== undefined) return known;
    const page = this.#dropOldestPage() ?? Buffer.allocUnsafe(pageBytes);
    this.#file.read(page, number * pageBytes);
    this.#pages.set(number, page);
    return page;
  }

  /** To be read into again, where as many are kept as may be. */
  #dropOldestPage(): Buffer | undefined {
    const [oldest] = this.#pages;
    if (oldest === undefined || this.#pages.size < cachedPages) return undefined;
    this.#pages.delete(oldest[0]);
    return oldest[1];
  }
}
