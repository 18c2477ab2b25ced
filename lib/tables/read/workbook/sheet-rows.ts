import type { Cell } from '#lib/shared/contract/table.ts';
import { columnOfReference } from '../column-letters.ts';
import type { ProblemList } from '../problem-list.ts';
import type { RawRow } from '../raw-table.ts';
import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import { type CellLookup, cellValue } from './cell-value.ts';
import type { XmlHandler } from './read-xml.ts';

type Attributes = Readonly<Record<string, string>>;

/**
 * Gathers the rows of a sheet while its XML goes by. Rows and cells that do not say where they are follow the one before.
 * A value far to the right is refused where it stands: a small file may hold a billion cells, all but a few empty.
 */
export class SheetRows implements XmlHandler {
  readonly #lookup: CellLookup;
  readonly #limits: TableLimits;
  readonly #problems: ProblemList;
  #rows: RawRow[] = [];
  #number = 0;
  #isHidden = false;
  #cells: Cell[] = [];
  #column = -1;
  #type = 'n';
  #style = 0;
  #text = '';
  #isInText = false;
  #isPhonetic = false;
  #hasFormula = false;
  #hasValue = false;

  constructor(lookup: CellLookup, limits: TableLimits, problems: ProblemList) {
    this.#lookup = lookup;
    this.#limits = limits;
    this.#problems = problems;
  }

  /** Of the last row that was begun. */
  get number(): number {
    return this.#number;
  }

  /** The rows since the last call. */
  take(): RawRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'row':
        this.#openRow(attributes);
        break;
      case 'c':
        this.#openCell(attributes);
        break;
      case 'f':
        this.#hasFormula = true;
        break;
      case 'v':
        this.#hasValue = true;
        this.#isInText = true;
        break;
      case 'rPh':
        this.#isPhonetic = true;
        break;
      case 't':
        this.#isInText = !this.#isPhonetic;
        break;
      case 'mergeCell':
        this.#noteMerged(attributes['ref'] ?? '');
        break;
    }
  }

  text(text: string): void {
    if (this.#isInText) this.#text += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#isInText = false;
    else if (name === 'rPh') this.#isPhonetic = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  #openRow(attributes: Attributes): void {
    const said = Number(attributes['r']);
    this.#number = said > this.#number ? said : this.#number + 1;
    if (this.#number > this.#limits.maxSheetRows) {
      throw new TableRefusedError({ code: 'table_too_many_rows', facts: { limit: this.#limits.maxSheetRows } });
    }
    this.#isHidden = attributes['hidden'] === '1' || attributes['hidden'] === 'true';
    this.#cells = [];
    this.#column = -1;
  }

  #openCell(attributes: Attributes): void {
    const said = columnOfReference(attributes['r'] ?? '');
    this.#column = said >= 0 ? said : this.#column + 1;
    this.#type = attributes['t'] ?? 'n';
    this.#style = Number(attributes['s'] ?? 0);
    this.#text = '';
    this.#hasFormula = false;
    this.#hasValue = false;
  }

  #closeCell(): void {
    const written = { type: this.#type, style: this.#style, text: this.#text };
    const cell = cellValue(written, this.#lookup);
    if (this.#hasFormula && !this.#hasValue) {
      this.#problems.note('formula_without_value', this.#number, this.#column);
    }
    if (cell === null || cell === '') return;
    if (this.#column >= this.#limits.maxColumns) {
      const facts = { limit: this.#limits.maxColumns, row: this.#number };
      throw new TableRefusedError({ code: 'table_too_many_columns', facts });
    }
    if (this.#type === 'e') this.#problems.note('formula_error', this.#number, this.#column);
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = cell;
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return;
    if (this.#isHidden) this.#problems.note('hidden_rows', this.#number, null);
    this.#rows.push({ number: this.#number, cells: this.#cells });
  }

  #noteMerged(reference: string): void {
    const row = Number(/\d+/u.exec(reference)?.[0] ?? 0);
    this.#problems.note('merged_cells', row, columnOfReference(reference));
  }
}
