import { stringify } from 'csv-stringify/sync';

/** Begins a CSV file: without it, Excel takes UTF-8 for an old code page. */
export const byteOrderMark = '\uFEFF';

/**
 * A row of CSV by RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP
 * advises (CSV injection), in fullwidth letters too; numbers are left as they are.
 */
export function csvRow(cells: readonly (string | number)[]): string {
  return stringify([cells.map((cell) => (typeof cell === 'string' ? defuseInside(defuse(cell)) : cell))], {
    record_delimiter: '\r\n',
    // By itself it quotes only what holds CR and LF together, and every reader ends a row at either. Spreadsheets split
    // at a semicolon or a tab too when they guess, but not between quotes.
    quoted_match: /[\r\n\t;]/,
  });
}

const formula = /^[=+\-@\t\r\n＝＋－＠]/u;

/** A number such as -1 is left as it is: it runs nothing, and people look ids up by it. */
const plainNumber = /^[+-]?\d+(?:\.\d+)?$/;

function defuse(text: string): string {
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/**
 * Where a list separator is a semicolon, as in much of Europe, a spreadsheet splits our rows at semicolons and line
 * breaks alone: each of these then begins a cell, inside quotes too. Only what can call or link to something is defused
 * there, so that lists such as `- one`, headings underlined with `===` and names such as `@ana` stay as they are.
 */
const beginsFormulaInside = /[;\t\r\n]"*[=+\-@＝＋－＠]/gu;
const endOfInside = /[;\t\r\n]/g;

function defuseInside(text: string): string {
  return text.replaceAll(beginsFormulaInside, (match, at: number) =>
    canCall(restOfInside(text, at + match.length)) ? `${match.slice(0, -1)}'${match.slice(-1)}` : match,
  );
}

function restOfInside(text: string, from: number): string {
  endOfInside.lastIndex = from;
  return text.slice(from, endOfInside.exec(text)?.index);
}

/** Calls a function, or links to another program as `-cmd|' /C calc'!A0` does. */
function canCall(text: string): boolean {
  const link = text.indexOf('|');
  return /[\p{L}\d_.]\(/u.test(text) || (link !== -1 && text.includes('!', link));
}
