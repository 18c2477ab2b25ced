import type { Cell, TableColumn, TableRow } from '#lib/shared/contract/table.ts';
import { cellText } from './cell-text.ts';
import { isDateFormat } from './number-format.ts';
import type { ProblemList } from './problem-list.ts';

/** What a cell of Excel can hold. */
const longCell = 32_767;

type Kind = TableColumn['kind'];

interface ColumnCount {
  kind: Kind;
  filled: number;
  longest: number;
  longestRow: number;
}

/** Looks at each row as it goes by, and keeps what the profile says of rows and columns. */
export class ProfileBuilder {
  readonly #columns: readonly ColumnCount[];
  readonly #problems: ProblemList;
  #rows = 0;
  #emptyRows = 0;
  #lastNumber: number | null;

  /** `headerNumber` is the number of the header's row; null where there is none. */
  constructor(width: number, headerNumber: number | null, problems: ProblemList) {
    this.#columns = Array.from({ length: width }, () => ({ kind: 'empty', filled: 0, longest: 0, longestRow: 0 }));
    this.#problems = problems;
    this.#lastNumber = headerNumber;
  }

  add({ number, cells }: TableRow): void {
    this.#rows += 1;
    this.#emptyRows += number - (this.#lastNumber ?? number - 1) - 1;
    this.#lastNumber = number;
    for (const [index, column] of this.#columns.entries()) {
      const cell = cells[index] ?? null;
      if (cell !== null) this.#addCell(cell, column, number, index);
    }
  }

  get counts(): { readonly rows: number; readonly emptyRows: number } {
    return { rows: this.#rows, emptyRows: this.#emptyRows };
  }

  columns(names: readonly string[]): TableColumn[] {
    return this.#columns.map((column, index) => ({ name: names[index] ?? '', ...column }));
  }

  #addCell(cell: NonNullable<Cell>, column: ColumnCount, row: number, index: number): void {
    column.filled += 1;
    const kind = kindOf(cell);
    if (column.kind === 'empty') column.kind = kind;
    else if (column.kind !== kind) column.kind = 'mixed';
    const text = cellText(cell);
    if (text.length > column.longest) {
      column.longest = text.length;
      column.longestRow = row;
    }
    if (typeof cell !== 'string') return;
    if (text.length > longCell) this.#problems.note('long_cell', row, index);
    if (text.includes('\0')) this.#problems.note('nul_character', row, index);
    if (text.includes('\uFFFD')) this.#problems.note('invalid_characters', row, index);
  }
}

function kindOf(cell: NonNullable<Cell>): Kind {
  if (typeof cell === 'string') return 'text';
  if (typeof cell === 'boolean') return 'yes_no';
  return isDateFormat(cell.f) ? 'date' : 'number';
}
