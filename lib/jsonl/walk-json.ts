import { maxDepth } from './find-excess.ts';

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const [minus, plus, dot, zero, nine] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];

/** By the byte behind the backslash: how long an escape is. */
const escapeBytes = new Map(Array.from('"\\/bfnrtu', (sign) => [sign.charCodeAt(0), sign === 'u' ? 6 : 2]));
const words = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]));

/** Thrown for what `JSON.parse` refuses, and for what is nested more deeply than `maxDepth`. */
export class NotJsonError extends Error {}

/**
 * Walks over JSON in UTF-8 byte by byte and builds nothing of it. As strict as `JSON.parse`; bytes that are
 * no UTF-8 pass within texts. Each method starts at a value and throws `NotJsonError` unless it comes to its
 * end.
 */
export class JsonWalker {
  readonly bytes: Buffer;
  /** How far it has come. */
  at = 0;
  #depth = 0;
  /** What closes each of the lists and objects around the place. */
  readonly #closers = new Uint8Array(maxDepth + 1);

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The first byte of the value, or whatever stands there; undefined at the end. */
  peek(): number | undefined {
    let byte = this.bytes[this.at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = this.bytes[++this.at];
    return byte;
  }

  /** Throws when anything stands behind the value. */
  end(): void {
    if (this.peek() !== undefined) throw new NotJsonError();
  }

  /** Walks over a list or an object with nothing in it; false, and nothing is done, at any other. */
  walkEmpty(): boolean {
    const closer = this.bytes[this.at] === openBrace ? closeBrace : closeBracket;
    if (this.bytes[this.at + 1] !== closer) return false;
    this.#open(closer);
    return this.#closes();
  }

  /** Calls `visit` at each element, which has to walk over it. */
  walkList(visit: () => void): void {
    this.#open(closeBracket);
    if (this.#closes()) return;
    do visit();
    while (this.#goesOn());
  }

  /** Calls `visit` at each value with where its name lies, without the quotes; it has to walk over the value. */
  walkObject(visit: (nameStart: number, nameEnd: number) => void): void {
    this.#open(closeBrace);
    if (this.#closes()) return;
    do {
      this.peek();
      const start = this.at + 1;
      this.walkText();
      const end = this.at - 1;
      this.#take(colon);
      visit(start, end);
    } while (this.#goesOn());
  }

  walkText(): void {
    const { bytes } = this;
    if (bytes[this.at] !== quote) throw new NotJsonError();
    let at = this.at + 1;
    for (let byte = bytes[at]; byte !== quote; byte = bytes[at]) {
      if (byte === undefined || byte < 0x20) throw new NotJsonError();
      at += byte === backslash ? this.#escapeBytesAt(at) : 1;
    }
    this.at = at + 1;
  }

  /** A number, true, false or null. */
  walkScalar(): void {
    const word = words.get(this.bytes[this.at] ?? 0);
    if (word === undefined) {
      this.#walkNumber();
      return;
    }
    if (!word.equals(this.bytes.subarray(this.at, this.at + word.length))) throw new NotJsonError();
    this.at += word.length;
  }

  /** Any value, however large. */
  walkValue(): void {
    const outside = this.#depth;
    do {
      const first = this.peek();
      if (first === openBracket || first === openBrace) {
        this.#open(first === openBrace ? closeBrace : closeBracket);
        if (!this.#closes()) {
          this.#walkName();
          continue;
        }
      } else if (first === quote) this.walkText();
      else this.walkScalar();
      while (this.#depth > outside && !this.#goesOn());
      if (this.#depth > outside) this.#walkName();
    } while (this.#depth > outside);
  }

  /** In a list there is none. */
  #walkName(): void {
    if (this.#closers[this.#depth] !== closeBrace) return;
    this.peek();
    this.walkText();
    this.#take(colon);
  }

  #open(closer: number): void {
    if (this.#depth === maxDepth) throw new NotJsonError();
    this.#depth += 1;
    this.#closers[this.#depth] = closer;
    this.at += 1;
  }

  /** True when the list or object ends here. */
  #closes(): boolean {
    if (this.peek() !== this.#closers[this.#depth]) return false;
    this.#depth -= 1;
    this.at += 1;
    return true;
  }

  /** True when another element follows, false when the list or object ends. */
  #goesOn(): boolean {
    if (this.#closes()) return false;
    this.#take(comma);
    return true;
  }

  #take(byte: number): void {
    if (this.peek() !== byte) throw new NotJsonError();
    this.at += 1;
  }

  #escapeBytesAt(at: number): number {
    const length = escapeBytes.get(this.bytes[at + 1] ?? 0);
    if (length === undefined) throw new NotJsonError();
    for (let digit = at + 2; digit < at + length; digit += 1) {
      if (!isHexDigit(this.bytes[digit])) throw new NotJsonError();
    }
    return length;
  }

  #walkNumber(): void {
    if (this.bytes[this.at] === minus) this.at += 1;
    if (this.bytes[this.at] === zero) this.at += 1;
    else this.#walkDigits();
    if (this.bytes[this.at] === dot) {
      this.at += 1;
      this.#walkDigits();
    }
    if (!isOneOf(this.bytes[this.at], 0x65, 0x45)) return;
    this.at += 1;
    if (isOneOf(this.bytes[this.at], plus, minus)) this.at += 1;
    this.#walkDigits();
  }

  #walkDigits(): void {
    const start = this.at;
    while (isBetween(this.bytes[this.at], zero, nine)) this.at += 1;
    if (this.at === start) throw new NotJsonError();
  }
}

function isOneOf(byte: number | undefined, one: number, other: number): boolean {
  return byte === one || byte === other;
}

function isBetween(byte: number | undefined, from: number, to: number): boolean {
  return byte !== undefined && byte >= from && byte <= to;
}

function isHexDigit(byte: number | undefined): boolean {
  return isBetween(byte, zero, nine) || isBetween(byte, 0x41, 0x46) || isBetween(byte, 0x61, 0x66);
}
