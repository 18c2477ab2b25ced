import type { TableDelimiter, TableOptions, TableQuote } from '#lib/shared/contract/table.ts';
import { isBlankRow } from '../cell-text.ts';
import { sampleRows } from '../find-header.ts';
import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import { type CsvManner, CsvSplitter } from './csv-splitter.ts';

/** In the order of trust: a comma is in texts and numbers too, the others hardly ever the same number of times a line. */
const delimitersByTrust: readonly TableDelimiter[] = ['\t', ';', '|', ','];

const pieceLength = 16 * 1024;

interface Head {
  readonly text: string;
  readonly isWhole: boolean;
  readonly limits: TableLimits;
}

interface Candidate {
  readonly manner: CsvManner;
  /** A quote in `head` is never closed; the widths are those without quotes. */
  readonly isBroken: boolean;
  /** Cells of the first record that is not blank, and of most; 0 where all are blank. */
  readonly firstWidth: number;
  readonly usualWidth: number;
  /** Of the records that have the usual width, from 0 to 1. */
  readonly evenness: number;
}

/**
 * Finds out delimiter and quotes by the first 100 records of `head`: the delimiter by which all have the same number of
 * cells, more than one. Without any, the one by which most have; else it is a table of one column, with a delimiter that
 * cuts none of its cells. What `options` say is as they say. `isWhole` says that nothing follows `head`.
 */
export function sniffManner(
  head: string,
  isWhole: boolean,
  options: Pick<TableOptions, 'delimiter' | 'quote'>,
  limits: TableLimits,
): CsvManner {
  const delimiters = options.delimiter === null ? delimitersByTrust : [options.delimiter];
  const quotes = options.quote === null ? findQuotes(head) : [options.quote];
  const candidates = quotes.flatMap((quote) =>
    delimiters
      .filter((delimiter) => options.quote !== null || quote !== 'none' || isOftenUnquoted(delimiter))
      .map((delimiter) => tryManner({ text: head, isWhole, limits }, { delimiter, quote })),
  );
  const whole = candidates.filter(({ isBroken }) => !isBroken);
  const found =
    whole.find(({ evenness, usualWidth }) => evenness === 1 && usualWidth > 1) ??
    findMostEven(candidates) ??
    whole.find(({ usualWidth }) => usualWidth === 0) ??
    whole.findLast(({ evenness, usualWidth }) => evenness === 1 && usualWidth === 1);
  return found?.manner ?? { delimiter: options.delimiter ?? ',', quote: options.quote ?? '"' };
}

/** Its broken rows are said as problems, and a quote that is never closed is refused. */
function findMostEven(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates
    .filter(({ usualWidth, firstWidth, evenness }) => usualWidth > 1 && firstWidth > 1 && evenness >= 0.5)
    .toSorted((one, other) => other.evenness - one.evenness || Number(one.isBroken) - Number(other.isBroken))[0];
}

/**
 * What may be a quote in `head`, the likeliest first. Apostrophes are in many texts: they are quotes where no cell begins
 * with the usual ones, and whole cells are within them; where each line has such a cell, they surely are. There are no
 * quotes only where no whole cell is within the usual ones.
 */
function findQuotes(head: string): TableQuote[] {
  const isQuoted = /(^|[,;|\t\r\n])"[^"\r\n]*"([,;|\t\r\n]|$)/u.test(head);
  if (isQuoted) return ['"'];
  const apostrophes = head.match(/(^|[,;|\t\r\n])'[^'\r\n]*'(?=[,;|\t\r\n]|$)/gu)?.length ?? 0;
  if (apostrophes === 0 || /(^|[,;|\t\r\n])"/u.test(head)) return ['"', 'none'];
  // The header may be without.
  const lines = head.match(/[^\r\n]+/gu)?.length ?? 0;
  return apostrophes >= lines - 1 ? ["'", '"', 'none'] : ['"', "'", 'none'];
}

/** Programs that write tabs or bars mostly know no quotes; a stray one in a file with commas is an error. */
function isOftenUnquoted(delimiter: TableDelimiter): boolean {
  return delimiter === '\t' || delimiter === '|';
}

function tryManner(head: Head, manner: CsvManner): Candidate {
  const records = readRecords(head, manner);
  const shown = records ?? readRecords(head, { ...manner, quote: 'none' }) ?? [];
  const widths = shown.filter((cells) => !isBlankRow(cells)).map((cells) => cells.length);
  const times = new Map<number, number>();
  for (const width of widths) times.set(width, (times.get(width) ?? 0) + 1);
  const [usualWidth, most] = [...times].reduce((best, other) => (other[1] > best[1] ? other : best), [0, 0]);
  const evenness = most / Math.max(1, widths.length);
  return { manner, isBroken: records === null, firstWidth: widths[0] ?? 0, usualWidth, evenness };
}

/** Null where the quotes of `head` make no sense. */
function readRecords({ text, isWhole, limits }: Head, manner: CsvManner): string[][] | null {
  const splitter = new CsvSplitter(manner, limits);
  try {
    const records: string[][] = [];
    // Piece by piece: a hundred records are mostly far less than what was read.
    for (let at = 0; at < text.length && records.length <= sampleRows; at += pieceLength) {
      records.push(...splitter.write(text.slice(at, at + pieceLength)));
    }
    if (records.length <= sampleRows && (isWhole || records.length === 0)) records.push(...splitter.end());
    return records.slice(0, sampleRows);
  } catch (error) {
    if (error instanceof TableRefusedError) return null;
    throw error;
  }
}
