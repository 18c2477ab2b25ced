import type { TableDelimiter, TableQuote } from '#lib/shared/contract/table.ts';
import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';

export interface CsvManner {
  readonly delimiter: TableDelimiter;
  readonly quote: TableQuote;
}

type CsvLimits = Pick<TableLimits, 'maxColumns' | 'maxCellLength'>;

const lineFeed = 10;
const carriageReturn = 13;

interface FoundCell {
  readonly value: string;
  /** Where it ends in the text. */
  readonly end: number;
  readonly lineBreaks: number;
}

/** No spreadsheet has rows with more cells, empty ones counted. */
const mostCells = 16_384;

/**
 * Cuts a text that comes in pieces into records, as Excel and Python do: quotes double within quotes, a quote in the
 * middle of a bare cell is a character like others, lines end with LF, CRLF or CR. An empty line is a record of one empty
 * cell. What follows a closing quote directly makes the cell a bare one, quotes and all; if there is a line break within, it
 * was another quote that was never closed, and the file is refused before everything below has become one cell.
 */
export class CsvSplitter {
  readonly #manner: CsvManner;
  readonly #limits: CsvLimits;
  readonly #delimiterCode: number;
  #rest = '';
  /** How much of the cell that `#rest` begins with was looked through for its end. */
  #searched = 0;
  #cells: string[] = [];
  #records = 0;
  #line = 1;
  #isEnd = false;

  constructor(manner: CsvManner, limits: CsvLimits) {
    this.#manner = manner;
    this.#limits = limits;
    this.#delimiterCode = manner.delimiter.charCodeAt(0);
  }

  /** The records that end in this piece. */
  write(piece: string): string[][] {
    return this.#split(this.#rest + piece);
  }

  /** The last record, where no line end follows it. */
  end(): string[][] {
    this.#isEnd = true;
    return this.#split(this.#rest);
  }

  #split(text: string): string[][] {
    const records: string[][] = [];
    let at = 0;
    while (at < text.length || this.#endsInEmptyCell()) {
      const cell = this.#findCell(text, at);
      const next = cell === null ? null : this.#afterCell(text, cell.end);
      if (cell === null || next === null) break;
      this.#addCell(cell);
      at = next.at;
      if (!next.isRecordEnd) continue;
      records.push(this.#cells);
      this.#cells = [];
      this.#records += 1;
      this.#line += 1;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > this.#limits.maxCellLength) this.#refuseLong();
    return records;
  }

  /** The file ends with a delimiter. */
  #endsInEmptyCell(): boolean {
    return this.#isEnd && this.#cells.length > 0;
  }

  #addCell(cell: FoundCell): void {
    this.#cells.push(cell.value);
    this.#line += cell.lineBreaks;
    this.#searched = 0;
    if (this.#cells.length <= mostCells) return;
    const facts = { limit: this.#limits.maxColumns, row: this.#records + 1 };
    throw new TableRefusedError({ code: 'table_too_many_columns', facts });
  }

  /** Null where more text must tell. */
  #afterCell(text: string, end: number): { readonly at: number; readonly isRecordEnd: boolean } | null {
    if (end >= text.length) return this.#isEnd ? { at: text.length, isRecordEnd: true } : null;
    const code = text.charCodeAt(end);
    if (code === this.#delimiterCode) return { at: end + 1, isRecordEnd: false };
    if (code === lineFeed) return { at: end + 1, isRecordEnd: true };
    if (end + 1 >= text.length && !this.#isEnd) return null;
    return { at: text.charCodeAt(end + 1) === lineFeed ? end + 2 : end + 1, isRecordEnd: true };
  }

  /** Null where more text must tell. */
  #findCell(text: string, start: number): FoundCell | null {
    const { quote } = this.#manner;
    if (quote !== 'none' && text.startsWith(quote, start)) return this.#findQuoted(text, start, quote);
    const cell = this.#findBare(text, start, start + this.#searched);
    this.#searched = cell.end - start;
    return cell;
  }

  #findBare(text: string, start: number, from: number): FoundCell {
    let end = from;
    while (end < text.length && !this.#isCellEnd(text, end)) end += 1;
    return { value: text.slice(start, end), end, lineBreaks: 0 };
  }

  #isCellEnd(text: string, at: number): boolean {
    const code = text.charCodeAt(at);
    return code === this.#delimiterCode || code === lineFeed || code === carriageReturn;
  }

  #findQuoted(text: string, start: number, quote: string): FoundCell | null {
    let at = start + Math.max(1, this.#searched);
    for (;;) {
      const close = text.indexOf(quote, at);
      if (close === -1 && this.#isEnd) this.#refuseUnclosed();
      if (close === -1 || (close + 1 >= text.length && !this.#isEnd)) {
        // A quote at the very end is looked at again: it may be the first of two.
        this.#searched = (close === -1 ? text.length : close) - start;
        return null;
      }
      if (text[close + 1] !== quote) return this.#closeQuoted(text, start, close, quote);
      at = close + 2;
    }
  }

  #closeQuoted(text: string, start: number, close: number, quote: string): FoundCell | null {
    let end = close + 1;
    while (text[end] === ' ') end += 1;
    if (end >= text.length && !this.#isEnd) return null;
    const inner = text.slice(start + 1, close);
    const lineBreaks = countLineBreaks(inner);
    if (end >= text.length || this.#isCellEnd(text, end)) {
      return { value: inner.replaceAll(quote + quote, quote), end, lineBreaks };
    }
    if (lineBreaks > 0) this.#refuseUnclosed();
    return this.#findBare(text, start, end);
  }

  #refuseUnclosed(): never {
    const facts = { row: this.#records + 1, line: this.#line };
    throw new TableRefusedError({ code: 'table_unclosed_quote', facts });
  }

  #refuseLong(): never {
    const { quote } = this.#manner;
    if (quote !== 'none' && this.#rest.startsWith(quote)) this.#refuseUnclosed();
    const facts = { limit: this.#limits.maxCellLength, row: this.#records };
    throw new TableRefusedError({ code: 'table_cell_too_long', facts });
  }
}

function countLineBreaks(text: string): number {
  return text.includes('\n') || text.includes('\r') ? (text.match(/\r\n|\r|\n/gu)?.length ?? 0) : 0;
}
