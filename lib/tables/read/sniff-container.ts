import type { TableRefusalCode } from '#lib/shared/contract/table.ts';
import { byteOrderMark, findUtf16 } from './csv/sniff-encoding.ts';
import { TableRefusedError } from './table-refused-error.ts';
import type { TableSource } from './table-source.ts';

const headBytes = 64 * 1024;
const directoryBytes = 8 * 1024;

/** Says what a table lies in, by its first bytes. Throws `TableRefusedError` for what holds none that can be read. */
export async function sniffContainer(source: TableSource): Promise<'zip' | 'text'> {
  const head = await readBytes(source, 0, headBytes);
  const start = head.toString('latin1', 0, 1024);
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip';
  if (start.startsWith('\xd0\xcf\x11\xe0')) return refuse(await judgeCompoundFile(source, head));
  const isUtf16 = (byteOrderMark(head) ?? findUtf16(head)) !== null;
  if (!isUtf16 && isOtherFile(head, start)) return refuse('table_not_a_table');
  if (start.includes('<?mso-application progid="Excel.Sheet"?>')) return refuse('table_old_excel');
  if (/^(\xef\xbb\xbf)?\s*(<!doctype html|<html|<\?xml|\{\s*"|\[\s*[{\]])/iu.test(start))
    return refuse('table_not_a_table');
  return 'text';
}

function refuse(code: 'table_password' | 'table_old_excel' | 'table_not_a_table'): never {
  throw new TableRefusedError({ code, facts: {} });
}

/**
 * Office files from before 2007, and newer ones that are encrypted, are small file systems (MS-CFB). The names of what
 * is in them stand in a directory, whose first sector the header names.
 */
async function judgeCompoundFile(
  source: TableSource,
  head: Buffer,
): Promise<Extract<TableRefusalCode, 'table_password' | 'table_old_excel' | 'table_not_a_table'>> {
  if (head.length < 512) return 'table_not_a_table';
  const sectorBytes = 2 ** Math.min(head.readUInt16LE(30), 16);
  const directory = (head.readUInt32LE(48) + 1) * sectorBytes;
  const names = (await readBytes(source, directory, directoryBytes)).toString('latin1') + head.toString('latin1');
  if (names.includes(wide('EncryptedPackage'))) return 'table_password';
  return names.includes(wide('Workbook')) || names.includes(wide('Book\0')) ? 'table_old_excel' : 'table_not_a_table';
}

function wide(text: string): string {
  return Buffer.from(text, 'utf16le').toString('latin1');
}

/** Pictures, PDF, archives: control characters are one byte in nine there, and next to never in any text. */
function isOtherFile(head: Buffer, start: string): boolean {
  if (start.startsWith('%PDF-') || start.startsWith('\x1f\x8b')) return true;
  let controls = 0;
  for (const byte of head) if (byte < 0x20 && byte !== 0 && (byte < 0x09 || byte > 0x0d)) controls += 1;
  return controls > head.length / 50;
}

async function readBytes(source: TableSource, start: number, length: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  if (start >= source.bytes) return Buffer.alloc(0);
  for await (const piece of source.read({ start, end: Math.min(start + length, source.bytes) })) pieces.push(piece);
  return Buffer.concat(pieces);
}
