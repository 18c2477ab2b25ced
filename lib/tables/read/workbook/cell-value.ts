import type { Cell } from '#lib/shared/contract/table.ts';
import { formatNumberCell, isDateFormat, isDayFormat } from '../number-format.ts';
import type { FormatOfStyle } from './styles.ts';
import type { TextStore } from './text-store.ts';
import { unescapeText } from './unescape-text.ts';

/** Days from 1 January 1900, as Excel counts, to 1 January 1904. */
const daysTo1904 = 1462;
const dayMs = 86_400_000;
/** 1 January 1970 as Excel counts. */
const epochDays = 25_569;
const isoFormat = 'yyyy-mm-dd hh:mm:ss';

/** What cells of a sheet refer to. */
export interface CellLookup {
  readonly strings: TextStore;
  readonly formatOf: FormatOfStyle;
  readonly countsFrom1904: boolean;
}

/** What a sheet says of a cell: `type` is its attribute `t`. */
export interface WrittenCell {
  readonly type: string;
  readonly style: number;
  readonly text: string;
}

/** The value of a cell; null where it is empty. */
export function cellValue({ type, style, text }: WrittenCell, lookup: CellLookup): Cell {
  switch (type) {
    case 's':
      return lookup.strings.get(Number(text));
    case 'str':
    case 'inlineStr':
      return unescapeText(text);
    case 'e':
      return text;
    case 'b':
      return text.trim() === '' ? null : text.trim() === '1' || text.trim() === 'true';
    case 'd':
      return isoDate(text.trim(), lookup.formatOf(style));
    default:
      return numberCell(text.trim(), lookup.formatOf(style), lookup.countsFrom1904);
  }
}

function numberCell(text: string, format: string, countsFrom1904: boolean): Cell {
  if (text === '') return null;
  const written = Number(text);
  if (!Number.isFinite(written)) return text;
  const value = countsFrom1904 && isDayFormat(format) ? written + daysTo1904 : written;
  return { n: value, s: formatNumberCell(value, format), f: format };
}

/** Strict workbooks may write a date as ISO 8601 does. */
function isoDate(text: string, format: string): Cell {
  const time = Date.parse(/Z$|[+-]\d\d:\d\d$/u.test(text) || !text.includes('T') ? text : `${text}Z`);
  if (Number.isNaN(time)) return text;
  const value = time / dayMs + epochDays;
  const shown = isDateFormat(format) ? format : isoFormat;
  return { n: value, s: formatNumberCell(value, shown), f: shown };
}
