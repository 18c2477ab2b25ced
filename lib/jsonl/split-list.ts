import { lineFeed } from './line-feed.ts';

const [carriageReturn, space, tab] = [0x0d, 0x20, 0x09];
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * Streams the elements of one big JSON list as JSONL, one on each line: their bytes as they are, but without
 * the line breaks between tokens. JSON values that follow each other without a list around them get a line
 * each too. Nothing is parsed and nothing is left out: what is no JSON ends up on a line that is none either.
 */
export async function* splitList(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const splitter = new ListSplitter();
  for await (const chunk of source) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

type Place = 'between' | 'scalar' | 'string' | 'container';

class ListSplitter {
  /** Brackets around the place, that of the list itself included. */
  #depth = 0;
  /** 1 inside the list, 0 outside of one. */
  #listDepth = 0;
  #place: Place = 'between';
  #isInString = false;
  #isEscaped = false;
  #isAtStart = true;

  push(chunk: Uint8Array): Uint8Array {
    // An element has at least one byte, and gets a line feed at most.
    const lines = Buffer.allocUnsafe(chunk.length * 2);
    let length = 0;
    for (const byte of this.#isAtStart ? withoutMark(chunk) : chunk) {
      if (this.#place === 'between') {
        if (!this.#begin(byte)) continue;
        lines[length++] = byte;
        continue;
      }
      if (this.#endsBefore(byte)) {
        lines[length++] = lineFeed;
        this.#place = 'between';
        if (this.#begin(byte)) lines[length++] = byte;
        continue;
      }
      if (!this.#isInString && (byte === lineFeed || byte === carriageReturn)) continue;
      lines[length++] = byte;
      if (!this.#endsWith(byte)) continue;
      lines[length++] = lineFeed;
      this.#place = 'between';
    }
    if (chunk.length > 0) this.#isAtStart = false;
    return lines.subarray(0, length);
  }

  end(): Uint8Array {
    return this.#place === 'between' ? Buffer.alloc(0) : Buffer.of(lineFeed);
  }

  /** False for what stands between elements. */
  #begin(byte: number): boolean {
    if (isSpace(byte) || byte === comma) return false;
    if (byte === 0x5b && this.#listDepth === 0) {
      [this.#listDepth, this.#depth] = [1, 1];
      return false;
    }
    if (byte === 0x5d && this.#listDepth === 1) {
      [this.#listDepth, this.#depth] = [0, 0];
      return false;
    }
    this.#isInString = byte === quote;
    this.#isEscaped = false;
    const opens = byte === 0x5b || byte === 0x7b;
    if (opens) this.#depth += 1;
    this.#place = opens ? 'container' : byte === quote ? 'string' : 'scalar';
    return true;
  }

  /** Only a number or a word ends by what follows it. */
  #endsBefore(byte: number): boolean {
    return this.#place === 'scalar' && (isSpace(byte) || byte === comma || byte === 0x5d);
  }

  #endsWith(byte: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) {
        this.#isInString = false;
        return this.#place === 'string';
      }
      return false;
    }
    if (byte === quote) this.#isInString = true;
    else if (byte === 0x5b || byte === 0x7b) this.#depth += 1;
    else if (byte === 0x5d || byte === 0x7d) this.#depth -= 1;
    return this.#place === 'container' && this.#depth === this.#listDepth;
  }
}

function withoutMark(chunk: Uint8Array): Uint8Array {
  return byteOrderMark.every((byte, index) => chunk[index] === byte) ? chunk.subarray(byteOrderMark.length) : chunk;
}

function isSpace(byte: number): boolean {
  return byte === space || byte === tab || byte === lineFeed || byte === carriageReturn;
}
