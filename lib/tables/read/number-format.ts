import { format, getFormatDateInfo, isDateFormat as hasDateSymbols } from 'numfmt';

/** Kept for each format: the same numbers and dates come again and again. */
const mostKnown = 512;
/** Excel shows fifteen digits of a number at most. */
const significantDigits = 15;

interface NumberFormat {
  readonly isDate: boolean;
  /** Names a day, and not only a time of day or hours that have passed. */
  readonly isOfDay: boolean;
  readonly known: Map<number, string>;
  /** As the formatter wants it; null where nothing is to be done. */
  readonly pattern: string | null;
}

const formats = new Map<string, NumberFormat>();

/** True for formats that show a number as a date or a time. */
export function isDateFormat(code: string): boolean {
  return numberFormat(code).isDate;
}

export function isDayFormat(code: string): boolean {
  return numberFormat(code).isOfDay;
}

/**
 * A number as Excel shows it by a format such as `0.0%` or `d mmm yyyy`, on a computer with English settings. Without a
 * format, or with one that is not understood, the plain number, with all its digits rather than as many as fit.
 */
export function formatNumberCell(value: number, code: string): string {
  const { pattern, known } = numberFormat(code);
  if (pattern === null) return plainNumber(value);
  const before = known.get(value);
  if (before !== undefined) return before;
  const shown = showNumber(pattern, value);
  if (known.size >= mostKnown) known.clear();
  known.set(value, shown);
  return shown;
}

function showNumber(pattern: string, value: number): string {
  // Excel rounds what it would write in decimals, so 1.005 becomes 1.01, although what is stored is a little less.
  const rounded = Number.isInteger(value) ? value : value * (1 + Number.EPSILON);
  const shown = format(pattern, rounded, { locale: 'en-US', dateSpanLarge: false, throws: false, invalid: '' }).trim();
  // A format may show nothing, as `;;;` does; but a cell with a value is not to be lost.
  return shown === '' ? plainNumber(value) : shown;
}

function plainNumber(value: number): string {
  return String(Number(value.toPrecision(significantDigits)));
}

function numberFormat(code: string): NumberFormat {
  const known = formats.get(code);
  if (known !== undefined) return known;
  const made = makeFormat(code);
  // Formats come from files, in any number.
  if (formats.size >= mostKnown) formats.clear();
  formats.set(code, made);
  return made;
}

function makeFormat(code: string): NumberFormat {
  const isDate = hasDateSymbols(code);
  const { year, month, day } = getFormatDateInfo(code);
  const isOfDay = isDate && (year || month || day);
  const isPlain = code === 'General' || code === '@' || code === '';
  // The language of a currency changes its sign only, and not how the number is written.
  const pattern = isDate ? code : code.replaceAll(/\[\$([^\]-]*)-[^\]]*\]/gu, '[$$$1]');
  return { isDate, isOfDay, known: new Map(), pattern: isPlain ? null : pattern };
}
