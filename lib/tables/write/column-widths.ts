import type { Cell } from '#lib/shared/contract/table.ts';

/** In characters, as workbooks count them. */
const narrowest = 8;
const widest = 60;

/** Of East Asian scripts and of emoji, which take the place of two letters. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF00-\uFF60]/gu;

/** Wide enough for the headings and what stands in these rows, up to a width that leaves room for other columns. */
export function columnWidths(headings: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return headings.map((heading, column) => {
    const needed = rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? null)), widthOf(heading));
    return Math.min(Math.max(needed + 2, narrowest), widest);
  });
}

function widthOf(cell: Cell): number {
  if (cell === null) return 0;
  if (typeof cell === 'boolean') return 5;
  const shown = typeof cell === 'string' ? cell : cell.s;
  const lines = shown.slice(0, 4 * widest).split('\n');
  return Math.max(...lines.map((line) => line.length + (line.match(wide)?.length ?? 0)));
}
