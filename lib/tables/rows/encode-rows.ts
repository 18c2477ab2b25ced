import type { TableRow } from '#lib/shared/contract/table.ts';

/*
 * The rows of a table that has been read, as files. `rows.jsonl` has a line `[number, cells]` for each row,
 * `rows.index` the place of every `rowsPerMark`th of them, so that any row is found without reading those before it.
 */

/** Rows from one mark of the index to the next. */
export const rowsPerMark = 256;

/** Bytes of a mark: a little-endian Float64, the offset of a row's line. */
export const markBytes = 8;

export interface EncodedRows {
  readonly rows: Uint8Array;
  readonly marks: Uint8Array;
}

/** Makes encoders of one table's rows, block by block. */
export function createRowEncoder(): (block: readonly TableRow[]) => EncodedRows {
  let written = 0;
  let offset = 0;
  return (block) => {
    const lines: Buffer[] = [];
    const marks: number[] = [];
    for (const { number, cells } of block) {
      if (written % rowsPerMark === 0) marks.push(offset);
      const line = Buffer.from(`${JSON.stringify([number, cells])}\n`);
      lines.push(line);
      written += 1;
      offset += line.length;
    }
    return { rows: Buffer.concat(lines), marks: encodeMarks(marks) };
  };
}

function encodeMarks(offsets: readonly number[]): Uint8Array {
  const marks = Buffer.alloc(offsets.length * markBytes);
  offsets.forEach((offset, index) => marks.writeDoubleLE(offset, index * markBytes));
  return marks;
}
