import { cut } from '#lib/jsonl/storable-text.ts';
import type { Blocks } from '#lib/streams/block-source.ts';
import type { Row } from './xlsx-sheet.ts';
import { maxCellLength } from './xlsx-text.ts';

export const longTextsHeadings = ['sheet', 'row', 'column', 'part', 'text'] as const;

/** Where the rows of a workbook went when it was written. */
interface WrittenSheets {
  readonly names: readonly string[];
  /** Of each sheet: how many rows come before its first. */
  readonly starts: readonly number[];
  readonly longCells: number;
}

/**
 * The texts that are longer than a cell can hold, whole and in parts that fit, with the place of their cells. Throws when
 * they are not as many as were written: the rows are not the same any more.
 */
export async function* longTexts(
  headings: readonly string[],
  rows: Blocks<Row>,
  { names, starts, longCells }: WrittenSheets,
): AsyncGenerator<readonly Row[]> {
  let found = 0;
  const partsOf = (row: Row, sheet: number, number: number): Row[] =>
    row.flatMap((cell, column) => {
      if (typeof cell !== 'string' || cell.length <= maxCellLength) return [];
      found += 1;
      const place = [names[sheet] ?? '', whole(number), headings[column] ?? ''];
      return inParts(cell).map((text, index) => [...place, whole(index + 1), text]);
    });
  yield names.flatMap((_, sheet) => partsOf(headings, sheet, 1));
  let sheet = 0;
  let count = 0;
  for await (const block of rows) {
    for (const row of block) {
      if (count === starts[sheet + 1]) sheet += 1;
      // The first row of a sheet stands below the heading.
      const parts = partsOf(row, sheet, count - (starts[sheet] ?? 0) + 2);
      count += 1;
      if (parts.length > 0) yield parts;
    }
  }
  if (found !== longCells) throw new Error('The rows of a workbook have changed while it was written.');
}

function inParts(text: string): string[] {
  const parts: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.slice(parts.at(-1)?.length)) parts.push(cut(rest, maxCellLength));
  return parts;
}

function whole(n: number): { n: number; s: string; f: string } {
  return { n, s: String(n), f: 'General' };
}
