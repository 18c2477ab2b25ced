import type { TableOptions } from '#lib/shared/contract/table.ts';
import { joinPieces } from '#lib/streams/join-pieces.ts';
import type { RawRow, RawTable } from '../raw-table.ts';
import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import type { TableSource } from '../table-source.ts';
import { type CsvManner, CsvSplitter } from './csv-splitter.ts';
import { decodeText } from './decode-text.ts';
import { sniffManner } from './sniff-manner.ts';

const pieceBytes = 64 * 1024;
/** In characters: enough for a hundred records of most tables, and for one of any. */
const headLength = 256 * 1024;

/**
 * Opens a text of rows and delimiters. A row's number is that of its record, empty ones counted: what Excel shows
 * beside it. Throws `TableRefusedError` for what is no such text.
 */
export async function openCsv(source: TableSource, options: TableOptions, limits: TableLimits): Promise<RawTable> {
  const decoded = decodeText(joinPieces(source.read(), pieceBytes), options.encoding);
  const { head, isWhole } = await readHead(decoded.text);
  try {
    const hint = /^sep=([,;\t|])(\r\n|\r|\n)/u.exec(head);
    const hinted = hint === null ? options : { ...options, delimiter: options.delimiter ?? delimiterOf(hint[1]) };
    const body = head.slice(hint?.[0].length ?? 0);
    const manner = sniffManner(body, isWhole, hinted, limits);
    const rows = readRows(body, decoded.text, manner, limits);
    return {
      format: 'csv',
      get options() {
        return { ...manner, sheet: null, hasHeader: null, encoding: decoded.encoding };
      },
      sheets: [],
      rows,
      close: async () => {
        await rows.return();
        await decoded.text.return();
      },
    };
  } catch (error) {
    await decoded.text.return();
    throw error;
  }
}

async function readHead(
  text: AsyncGenerator<string, void, undefined>,
): Promise<{ readonly head: string; readonly isWhole: boolean }> {
  let head = '';
  while (head.length < headLength) {
    const next = await text.next();
    if (next.done === true) return { head, isWhole: true };
    head += next.value;
  }
  return { head, isWhole: false };
}

function delimiterOf(text: string | undefined): TableOptions['delimiter'] {
  return text === ';' || text === '\t' || text === '|' ? text : ',';
}

async function* readRows(
  head: string,
  rest: AsyncGenerator<string, void, undefined>,
  manner: CsvManner,
  limits: TableLimits,
): AsyncGenerator<readonly RawRow[], void, undefined> {
  const splitter = new CsvSplitter(manner, limits);
  let number = 0;
  const numbered = (records: readonly string[][]): RawRow[] =>
    records.map((cells) => {
      number += 1;
      if (number <= limits.maxCsvRows) return { number, cells };
      throw new TableRefusedError({ code: 'table_too_many_rows', facts: { limit: limits.maxCsvRows } });
    });
  try {
    yield numbered(splitter.write(head));
    for await (const piece of rest) yield numbered(splitter.write(piece));
    yield numbered(splitter.end());
  } finally {
    await rest.return();
  }
}
