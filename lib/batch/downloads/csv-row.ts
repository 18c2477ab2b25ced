import { stringify } from 'csv-stringify/sync';

/** Begins a CSV file: without it, Excel takes UTF-8 for an old code page. */
export const byteOrderMark = '\uFEFF';

/**
 * A row of CSV by RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP
 * advises (CSV injection), in fullwidth letters too; numbers are left as they are.
 */
export function csvRow(cells: readonly (string | number)[]): string {
  return stringify([cells.map((cell) => (typeof cell === 'string' ? defuse(cell) : cell))], {
    record_delimiter: '\r\n',
    // By itself it quotes only what holds CR and LF together, and every reader ends a row at either.
    quoted_match: /[\r\n]/,
  });
}

const formula = /^[=+\-@\t\r\n＝＋－＠]/u;

/** A number such as -1 is left as it is: it runs nothing, and people look ids up by it. */
const plainNumber = /^[+-]?\d+(?:\.\d+)?$/;

function defuse(text: string): string {
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}
