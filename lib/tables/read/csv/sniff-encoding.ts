import { isAscii, isUtf8 } from 'node:buffer';
import type { TableEncoding } from '#lib/shared/contract/table.ts';

/**
 * Finds out the encoding of a text by some of its bytes. A byte order mark decides, then zero bytes (UTF-16), then
 * whether what is not ASCII makes sense as UTF-8, then whether it is Japanese in Shift-JIS; else it is Windows-1252,
 * which has a character for every byte. Null: all is ASCII, and nothing is decided. A character cut at the end of
 * `bytes` is no fault of the text.
 */
export function sniffEncoding(bytes: Uint8Array): TableEncoding | null {
  const marked = byteOrderMark(bytes) ?? findUtf16(bytes);
  if (marked !== null) return marked;
  if (isAscii(bytes)) return null;
  if (isUtf8(withoutCutCharacter(bytes)) || isMostlyUtf8(bytes)) return 'utf-8';
  return isJapanese(bytes) ? 'shift_jis' : 'windows-1252';
}

export function byteOrderMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** Without a mark: most characters of tables are ASCII, and so one byte of each is zero in UTF-16. */
export function findUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (!bytes.includes(0)) return null;
  const zeros = [0, 0];
  bytes.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) <= bytes.length / 8 || Math.min(even, odd) >= Math.max(even, odd) / 4) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Leaves out the beginning of a character of UTF-8 that stands at the very end. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

/** UTF-8 with a few broken characters: by chance, letters of another encoding hardly ever make one of UTF-8. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  let whole = 0;
  let broken = 0;
  for (const character of text) {
    if (character === '\uFFFD') broken += 1;
    else if (character >= '\x80') whole += 1;
  }
  return whole > broken;
}

/** Kana of two bytes, which are next to impossible in Western text, make up a good part of any Japanese one. */
function isJapanese(bytes: Uint8Array): boolean {
  const text = new TextDecoder('shift_jis').decode(bytes);
  const others = text.match(/[^\0-\x7F]/gu)?.length ?? 0;
  const kana = text.match(/[\u3041-\u30FE]/gu)?.length ?? 0;
  const broken = text.match(/\uFFFD/gu)?.length ?? 0;
  return kana > 1 && kana > others / 8 && broken < kana / 8 + 1;
}
