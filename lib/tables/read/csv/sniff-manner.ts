import { type TableDelimiter, type TableOptions, type TableQuote, tableQuotes } from '#lib/shared/contract/table.ts';
import { isBlankRow } from '../cell-text.ts';
import { sampleRows } from '../find-header.ts';
import { defaultTableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import { type CsvManner, CsvSplitter } from './csv-splitter.ts';

/** In the order of trust: a comma is in texts and numbers too, the others hardly ever the same number of times a line. */
const delimitersByTrust: readonly TableDelimiter[] = ['\t', ';', '|', ','];

interface Candidate {
  readonly manner: CsvManner;
  /** Cells of the first record, and of most. */
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
): CsvManner {
  const delimiters = options.delimiter === null ? delimitersByTrust : [options.delimiter];
  const quotes = options.quote === null ? tableQuotes.filter((quote) => isQuoteOf(head, quote)) : [options.quote];
  const candidates = quotes.flatMap((quote) =>
    delimiters.flatMap((delimiter) => tryManner(head, isWhole, { delimiter, quote })),
  );
  const even = candidates.find(({ evenness, usualWidth }) => evenness === 1 && usualWidth > 1);
  const [mostEven] = candidates
    .filter(({ usualWidth, firstWidth, evenness }) => usualWidth > 1 && firstWidth > 1 && evenness >= 0.5)
    .toSorted((one, other) => other.evenness - one.evenness);
  const oneColumn = candidates.findLast(({ evenness, usualWidth }) => evenness === 1 && usualWidth === 1);
  const found = even ?? mostEven ?? oneColumn;
  return found?.manner ?? { delimiter: options.delimiter ?? ',', quote: options.quote ?? '"' };
}

/** Apostrophes are in many texts: they are quotes where no cell begins with the usual ones, and whole cells are within them. */
function isQuoteOf(head: string, quote: TableQuote): boolean {
  if (quote !== "'") return true;
  return /(^|[,;|\t\r\n])'[^'\r\n]*'([,;|\t\r\n]|$)/u.test(head) && !/(^|[,;|\t\r\n])"/u.test(head);
}

function tryManner(head: string, isWhole: boolean, manner: CsvManner): Candidate[] {
  const records = readRecords(head, isWhole, manner);
  const widths = records?.filter((cells) => !isBlankRow(cells)).map((cells) => cells.length) ?? [];
  const [firstWidth] = widths;
  if (firstWidth === undefined) return [];
  const times = new Map<number, number>();
  for (const width of widths) times.set(width, (times.get(width) ?? 0) + 1);
  const [usualWidth, most] = [...times].reduce((best, other) => (other[1] > best[1] ? other : best));
  return [{ manner, firstWidth, usualWidth, evenness: most / widths.length }];
}

/** Null where the quotes of `head` make no sense. */
function readRecords(head: string, isWhole: boolean, manner: CsvManner): string[][] | null {
  const splitter = new CsvSplitter(manner, defaultTableLimits);
  try {
    const records: string[][] = [];
    // Piece by piece: a hundred records are mostly far less than what was read.
    for (let at = 0; at < head.length && records.length <= sampleRows; at += pieceLength) {
      records.push(...splitter.write(head.slice(at, at + pieceLength)));
    }
    if (records.length <= sampleRows && (isWhole || records.length === 0)) records.push(...splitter.end());
    return records.slice(0, sampleRows);
  } catch (error) {
    if (error instanceof TableRefusedError) return null;
    throw error;
  }
}

const pieceLength = 16 * 1024;
