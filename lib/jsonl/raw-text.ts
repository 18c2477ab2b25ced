/* Texts as JSON writes them in UTF-8, without their quotes: known to be valid, of any size. */

/** A text up to this size is read as it is. */
const maxWholeBytes = 1024 * 1024;
const pieceBytes = 64 * 1024;

const [backslash, letterU, letterD] = [0x5c, 0x75, 0x64];

export function readRawText(raw: Buffer): string {
  const text = raw.toString('utf8');
  return raw.includes(backslash) ? String(JSON.parse(`"${text}"`)) : text;
}

/** Of a long text some 100,000 characters of its beginning and its end; blank only where the whole text is. */
export function readEndsOfRawText(raw: Buffer): string {
  if (raw.length <= maxWholeBytes) return readRawText(raw);
  let [beginning, beforeLast, last] = ['', '', ''];
  for (const piece of readPieces(raw)) {
    if (beginning.trim() === '') beginning = beginning.slice(0, pieceBytes) + piece;
    else [beforeLast, last] = [last, piece];
  }
  return beginning + beforeLast + last;
}

/** The text in UTF-8, its escapes resolved. */
export function decodeRawText(raw: Buffer): Buffer {
  return Buffer.concat(Array.from(readPieces(raw), (piece) => Buffer.from(piece)));
}

/** Cut at no place within a character. */
function* readPieces(raw: Buffer): Generator<string> {
  let start = 0;
  for (let at = 0; at < raw.length;) {
    const mayEnd = !isHighSurrogate(raw, at);
    at += characterBytes(raw, at);
    if (!mayEnd || at - start < pieceBytes) continue;
    yield readRawText(raw.subarray(start, at));
    start = at;
  }
  if (start < raw.length) yield readRawText(raw.subarray(start));
}

function characterBytes(raw: Buffer, at: number): number {
  const first = raw[at] ?? 0;
  if (first === backslash) return raw[at + 1] === letterU ? 6 : 2;
  if (first < 0x80) return 1;
  let bytes = 1;
  while (bytes < 4 && ((raw[at + bytes] ?? 0) & 0xc0) === 0x80) bytes += 1;
  return bytes;
}

/** An escaped one: its other half may follow. */
function isHighSurrogate(raw: Buffer, at: number): boolean {
  if (raw[at] !== backslash || raw[at + 1] !== letterU || ((raw[at + 2] ?? 0) | 0x20) !== letterD) return false;
  const digit = (raw[at + 3] ?? 0) | 0x20;
  return digit === 0x38 || digit === 0x39 || digit === 0x61 || digit === 0x62;
}
