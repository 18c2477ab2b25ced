import type { Cell } from '#lib/shared/contract/table.ts';
import { cellText, isBlankCell } from './cell-text.ts';

/** How much of a table is looked at. */
export const sampleRows = 100;
/** Names of columns are shorter than most texts. */
const longestName = 60;

type Look = 'blank' | 'text' | 'number' | 'date' | 'yes_no';

const numberLook = /^[-+(]?[$€£¥]?\s?\d[\d.,'’\s]*%?\)?\s?[$€£¥]?$/u;
const dateLook = /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ]\d{1,2}:\d{2}.*)?$/u;
const yesNoLook = /^(true|false|yes|no)$/iu;

/**
 * Judges by the first rows of a table whether the first of all is a header: it names, and what stands below it is of
 * another kind, or longer. In doubt it is one, as tables mostly have one.
 */
export function looksLikeHeader(rows: readonly (readonly Cell[])[]): boolean {
  const [first = [], ...below] = rows.slice(0, sampleRows);
  const looks = first.map(lookOf);
  const filled = looks.filter((look) => look !== 'blank');
  if (filled.length === 0) return false;
  if (looks.some((look, column) => look !== 'text' && look !== 'blank' && isMostly(below, column, look))) return false;
  if (filled.every((look) => look === 'text') && looks.some((_, column) => isOfAnotherKind(below, column))) return true;
  if (filled.some((look) => look !== 'text') && below.length === 0) return false;
  if (first.some((cell, column) => isSentence(cell) && areSentences(below, column))) return false;
  return !first.some((cell, column) => !isBlankCell(cell) && repeats(below, column, cellText(cell)));
}

/**
 * True where the row below the header seems to name columns too: it is all text while numbers or dates follow, says
 * the same again, or names what the header left unnamed.
 */
export function looksLikeSecondHeader(rows: readonly (readonly Cell[])[], width: number): boolean {
  const [header = [], second = [], ...below] = rows.slice(0, sampleRows);
  const columns = Array.from({ length: width }, (_, column) => column);
  const texts = columns.map((column) => cellText(second[column]).trim());
  const isAllText = columns.every((column) => ['text', 'blank'].includes(lookOf(second[column])));
  if (!isAllText || texts.every((text) => text === '')) return false;
  if (texts.every((text, column) => text === cellText(header[column]).trim())) return true;
  const areShort = texts.every((text) => text.length <= longestName);
  const filled = texts.filter((text) => text !== '');
  if (!areShort || new Set(filled).size !== filled.length) return false;
  const isNamed = (column: number): boolean => texts[column] !== '';
  if (columns.some((column) => isNamed(column) && isOfAnotherKind(below, column))) return true;
  const unnamed = columns.filter((column) => isBlankCell(header[column])).length;
  return filled.length === width && unnamed > 1 && unnamed >= width / 3;
}

function lookOf(cell: Cell | undefined): Look {
  if (isBlankCell(cell)) return 'blank';
  if (typeof cell === 'boolean') return 'yes_no';
  const text = cellText(cell).trim();
  if (dateLook.test(text)) return 'date';
  if (numberLook.test(text) || (typeof cell === 'object' && cell !== null)) return 'number';
  return yesNoLook.test(text) ? 'yes_no' : 'text';
}

function isMostly(rows: readonly (readonly Cell[])[], column: number, wanted: Look): boolean {
  const looks = rows.map((cells) => lookOf(cells[column])).filter((look) => look !== 'blank');
  return looks.length > 0 && looks.filter((look) => look === wanted).length > looks.length / 2;
}

function isOfAnotherKind(rows: readonly (readonly Cell[])[], column: number): boolean {
  return isMostly(rows, column, 'number') || isMostly(rows, column, 'date') || isMostly(rows, column, 'yes_no');
}

function isSentence(cell: Cell | undefined): boolean {
  const text = cellText(cell).trim();
  return text.length > longestName || /[.!?。？！]$/u.test(text);
}

/** A question may head a column of answers, but hardly one of questions. */
function areSentences(rows: readonly (readonly Cell[])[], column: number): boolean {
  const cells = rows.map((row) => row[column]).filter((cell) => !isBlankCell(cell));
  return cells.filter(isSentence).length >= cells.length / 2;
}

function repeats(rows: readonly (readonly Cell[])[], column: number, text: string): boolean {
  return rows.some((cells) => cellText(cells[column]) === text);
}
