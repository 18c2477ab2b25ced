import type { Cell } from '#lib/shared/contract/table.ts';

/** A cell as a person sees it; an empty one as an empty text. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return cell.s;
}

/** Nothing is to be seen there. */
export function isBlankCell(cell: Cell | undefined): boolean {
  if (cell === null || cell === undefined) return true;
  return typeof cell === 'string' && cell.trim() === '';
}

export function isBlankRow(cells: readonly Cell[]): boolean {
  return cells.every(isBlankCell);
}

/** How many cells a row has, blank ones at its end left out. */
export function filledWidth(cells: readonly Cell[]): number {
  return cells.findLastIndex((cell) => !isBlankCell(cell)) + 1;
}
