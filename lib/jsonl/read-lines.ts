import { lineFeed } from './line-feed.ts';

const carriageReturn = 0x0d;
const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * No provider documents a limit for one line. This one leaves room for inlined images and keeps a line, its
 * text and its parsed value well below 150 MB.
 */
export const defaultMaxLineBytes = 32 * 1024 * 1024;

/** One line of a JSONL file. Blank ones are left out unless they are too long to look at. */
export interface JsonlLine {
  /** Physical line number from 1; blank lines count. */
  readonly line: number;
  /** Where the content starts in the file, in bytes; after the byte order mark in line 1. */
  readonly offset: number;
  /** Bytes of content, without byte order mark, CR and LF. */
  readonly length: number;
  /** Where the next line starts: read on from here with `startLine` = `line + 1`. */
  readonly nextOffset: number;
  /**
   * The content, null when it is longer than the limit. A view on the chunk: good until the next lines are
   * asked for.
   */
  readonly bytes: Uint8Array | null;
}

export interface ReadLinesOptions {
  /** Offset in the file of the source's first byte, 0 by default. Anything else must be the start of a line. */
  readonly startOffset?: number;
  /** Line number of the line at `startOffset`, 1 by default. */
  readonly startLine?: number;
  /** A longer line comes without its bytes and is never held in memory. */
  readonly maxLineBytes?: number;
}

/**
 * Reads a JSONL file from chunks cut anywhere, in one array of lines a chunk: LF or CRLF, with or without a
 * final newline, a byte order mark at the start of the file left out. Blank lines are skipped. The source may
 * use a chunk again once the next one is asked for.
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadLinesOptions = {},
): AsyncGenerator<JsonlLine[], void, undefined> {
  const splitter = new LineSplitter(options);
  for await (const chunk of source) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  const lines = splitter.end();
  if (lines.length > 0) yield lines;
}

/** The reader's synchronous half, for callers that are handed chunks instead of pulling them. */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #line: number;
  #offset: number;
  /** The unfinished line: its bytes so far, and the views that hold them while it is within the limit. */
  #pendingBytes = 0;
  #pending: Uint8Array[] = [];
  #lastByte: number | undefined;
  #isDropped = false;
  #droppedHasMark = false;

  constructor(options: ReadLinesOptions = {}) {
    this.#maxLineBytes = options.maxLineBytes ?? defaultMaxLineBytes;
    this.#offset = options.startOffset ?? 0;
    this.#line = options.startLine ?? 1;
  }

  /** Returns the lines that end in this chunk. */
  push(chunk: Uint8Array): JsonlLine[] {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: JsonlLine[] = [];
    let from = 0;
    for (let to = buffer.indexOf(lineFeed); to !== -1; to = buffer.indexOf(lineFeed, from)) {
      this.#finishLine(buffer.subarray(from, to), 1, lines);
      from = to + 1;
    }
    if (from < buffer.length) this.#keep(buffer.subarray(from));
    return lines;
  }

  /** Returns the last line when the file does not end in a newline. */
  end(): JsonlLine[] {
    const lines: JsonlLine[] = [];
    if (this.#pendingBytes > 0) this.#finishLine(Buffer.alloc(0), 0, lines);
    return lines;
  }

  #keep(piece: Uint8Array): void {
    this.#pendingBytes += piece.length;
    this.#lastByte = piece.at(-1);
    if (this.#isDropped) return;
    // A copy, since the chunk may have changed when the rest of the line comes.
    this.#pending.push(new Uint8Array(piece));
    // A mark in front and a CR behind do not count towards the limit.
    if (this.#pendingBytes <= this.#maxLineBytes + byteOrderMark.length + 1) return;
    this.#droppedHasMark = hasByteOrderMark(Buffer.concat(this.#pending.slice(0, byteOrderMark.length)));
    this.#isDropped = true;
    this.#pending = [];
  }

  #finishLine(tail: Uint8Array, newlineBytes: number, lines: JsonlLine[]): void {
    if (this.#pendingBytes > 0 && tail.length > 0) this.#keep(tail);
    const isWhole = this.#pendingBytes === 0;
    const rawBytes = isWhole ? tail.length : this.#pendingBytes;
    const line = this.#line++;
    const start = this.#offset;
    const nextOffset = start + rawBytes + newlineBytes;
    this.#offset = nextOffset;

    if (this.#isDropped) {
      const offset = start === 0 && this.#droppedHasMark ? byteOrderMark.length : start;
      const end = start + rawBytes - (this.#lastByte === carriageReturn ? 1 : 0);
      lines.push({ line, offset, length: end - offset, nextOffset, bytes: null });
    } else {
      const raw = isWhole ? tail : joinPieces(this.#pending);
      const from = start === 0 && hasByteOrderMark(raw) ? byteOrderMark.length : 0;
      const to = raw.at(-1) === carriageReturn ? raw.length - 1 : raw.length;
      const content = from === 0 && to === raw.length ? raw : raw.subarray(from, to);
      const isTooLong = content.length > this.#maxLineBytes;
      if (isTooLong || !isBlank(content)) {
        lines.push({
          line,
          offset: start + from,
          length: content.length,
          nextOffset,
          bytes: isTooLong ? null : content,
        });
      }
    }
    if (!isWhole) this.#forgetPending();
  }

  #forgetPending(): void {
    this.#pendingBytes = 0;
    this.#pending = [];
    this.#isDropped = false;
    this.#droppedHasMark = false;
  }
}

function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === byteOrderMark[0] && bytes[1] === byteOrderMark[1] && bytes[2] === byteOrderMark[2];
}

/** Blank means nothing but the white space that JSON knows. */
function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== carriageReturn) return false;
  }
  return true;
}
