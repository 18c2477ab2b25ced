import { parseJson } from '#lib/jsonl/decode.ts';
import { findJsonError } from '#lib/jsonl/find-json-error.ts';
import { isJsonObject } from '#lib/jsonl/json-object.ts';
import type { FileProblemCode } from '#lib/shared/contract/problem-codes.ts';
import { type Problem, refuseFile } from '#lib/shared/words/problem.ts';

/** How much of a file `sniffFile` wants to see. */
export const sniffBytes = 64 * 1024;

/**
 * Judges by its first bytes whether a file is JSONL at all, before its lines are checked. Returns null for
 * JSONL, also for JSONL with bad lines, else the problem that names what the file is and what to do.
 * `isWholeFile` says that nothing follows `head`.
 */
export function sniffFile(head: Uint8Array, isWholeFile: boolean): Problem | null {
  const code = sniffBinary(head) ?? sniffText(head, isWholeFile);
  return code === null ? null : refuseFile(code);
}

function sniffBinary(head: Uint8Array): FileProblemCode | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (bytes.startsWith('PK\x03\x04') || bytes.startsWith('PK\x05\x06')) {
    return bytes.includes('xl/') || bytes.includes('opendocument.spreadsheet') ? 'excel_file' : 'zip_file';
  }
  // Office files from before 2007: only workbooks have this stream, named in UTF-16.
  if (bytes.startsWith('\xd0\xcf\x11\xe0'))
    return bytes.includes('W\0o\0r\0k\0b\0o\0o\0k') ? 'excel_file' : 'binary_file';
  if (bytes.startsWith('%PDF-')) return 'pdf_file';
  if (bytes.startsWith('\x1f\x8b')) return 'gzip_file';
  if (bytes.startsWith('\xff\xfe\0\0') || bytes.startsWith('\0\0\xfe\xff') || hasThreeOfFourBytesZero(head))
    return 'utf32_file';
  if (bytes.startsWith('\xff\xfe') || bytes.startsWith('\xfe\xff') || hasEveryOtherByteZero(head)) return 'utf16_file';
  return hasManyControlBytes(head) ? 'binary_file' : null;
}

/** UTF-32 without a mark: most characters have a code below 256. */
function hasThreeOfFourBytesZero(head: Uint8Array): boolean {
  const zeros = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  return head.length >= 8 && zeros > head.length * 0.6 && zeros < head.length * 0.8;
}

/** UTF-16 without a mark: most of JSON's and CSV's own characters are ASCII, and so one byte of each is zero. */
function hasEveryOtherByteZero(head: Uint8Array): boolean {
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > head.length / 8 && Math.min(even, odd) < Math.max(even, odd) / 4;
}

/** Random bytes are control characters one time in nine, text in any encoding next to never. */
function hasManyControlBytes(head: Uint8Array): boolean {
  let count = 0;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d) count += 1;
  }
  return count > head.length / 50;
}

function sniffText(head: Uint8Array, isWholeFile: boolean): FileProblemCode | null {
  const text = new TextDecoder().decode(head).trimStart();
  if (text === '') return isWholeFile ? 'empty_file' : null;
  if (/^<(!doctype html|html|head|body)/iu.test(text)) return 'html_file';
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return 'git_lfs_file';
  if (!text.includes('\n') && /[}\]]\s*\r\s*[{[]/u.test(text)) return 'cr_line_ends_file';
  const lines = text.split('\n');
  const isFirstWhole = lines.length > 1 || isWholeFile;
  const first = (lines[0] ?? '').trimEnd();
  const last = lines.at(-1);
  const wholeLines = isWholeFile ? lines : lines.slice(0, -1);

  if (first.startsWith('[') && isOneArray(first, isFirstWhole, lines.slice(1))) return 'json_array_file';
  if (first.startsWith('{') && isPrettyPrinted(first, lines.slice(1))) return 'pretty_json_file';
  if (wholeLines.some(isJsonLine) || isRequestStart(last) || isRequestStart(first)) return null;
  return isTable(text) ? 'csv_file' : 'text_file';
}

/** Of a line that may be cut: an object, or one packed into a text. */
function isRequestStart(line: string | undefined): boolean {
  return line !== undefined && /^("\s*)?\{/u.test(line);
}

function isObjectLine(line: string): boolean {
  const parsed = parseJson(line);
  return parsed.ok && isJsonObject(parsed.value);
}

function isJsonLine(line: string): boolean {
  return isObjectLine(line) || (line.startsWith('[') && parseJson(line).ok);
}

/** A list that ends on its own line is the whole document only when nothing but white space follows. */
function isOneArray(first: string, isFirstWhole: boolean, rest: readonly string[]): boolean {
  const isComplete = isFirstWhole && parseJson(first).ok;
  return !isComplete || rest.every((line) => line.trim() === '');
}

/** The first line stops where more must follow, and the next does not begin anew. */
function isPrettyPrinted(first: string, rest: readonly string[]): boolean {
  const second = rest.find((line) => line.trim() !== '');
  if (second === undefined || isObjectLine(second)) return false;
  return /[{[,:]$/.test(first) && findJsonError(first) === first.length;
}

/** Its first two records have the same number of cells, more than one. */
function isTable(text: string): boolean {
  return [',', ';', '\t', '|'].some((separator) => {
    const [header, row] = countCells(text, separator);
    return header !== undefined && header > 1 && (row === undefined || row === header);
  });
}

/**
 * Cells of the first two records, as far as `text` holds them whole. Quoted cells may contain separators and
 * line breaks.
 */
function countCells(text: string, separator: string): number[] {
  const counts: number[] = [];
  let cells = 1;
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === separator) cells += 1;
    else if (character === '\n') {
      counts.push(cells);
      if (counts.length === 2) return counts;
      cells = 1;
    }
  }
  // Without a line break at its end, the last record may go on beyond what was read.
  return counts.length === 0 || cells === counts[0] ? [...counts, cells] : counts;
}
