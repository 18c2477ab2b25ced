import { z } from 'zod';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { damagedFile } from '#lib/errors.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import { type TableRow, cellSchema } from '#lib/shared/contract/table.ts';
import { markBytes, rowsPerMark } from './encode-rows.ts';

const rowLine = z.tuple([z.number(), z.array(cellSchema)]);

/** Where the rows of a table lie (`encode-rows.ts`). */
export interface RowFiles {
  readonly rows: string;
  readonly index: string;
}

/** Streams the rows of a table, block by block. Throws `StorageError` for a damaged file. */
export async function* readRows(files: FileStore, key: string, startOffset = 0): AsyncGenerator<readonly TableRow[]> {
  for await (const lines of readLines(files.read(key, { start: startOffset }, { reusesChunk: true }))) {
    yield lines.map(({ bytes }) => decodeRow(bytes, key));
  }
}

/** Up to `count` rows from the one at `start`, counted from 0. */
export async function readRowsAt(
  files: FileStore,
  keys: RowFiles,
  { start, count }: { readonly start: number; readonly count: number },
): Promise<readonly TableRow[]> {
  const mark = Math.floor(start / rowsPerMark);
  const found: TableRow[] = [];
  const offset = await readMark(files, keys.index, mark);
  if (offset === null) return found;
  let skip = start - mark * rowsPerMark;
  for await (const rows of readRows(files, keys.rows, offset)) {
    found.push(...rows.slice(skip, skip + count - found.length));
    skip = Math.max(0, skip - rows.length);
    if (found.length >= count) break;
  }
  return found;
}

async function readMark(files: FileStore, key: string, mark: number): Promise<number | null> {
  const range = { start: mark * markBytes, end: (mark + 1) * markBytes };
  const bytes = Buffer.concat(await Array.fromAsync(files.read(key, range)));
  return bytes.length < markBytes ? null : bytes.readDoubleLE();
}

function decodeRow(bytes: Uint8Array | null, key: string): TableRow {
  if (bytes === null) throw damagedFile(key);
  try {
    const [number, cells] = rowLine.parse(
      JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
    );
    return { number, cells };
  } catch {
    throw damagedFile(key);
  }
}
