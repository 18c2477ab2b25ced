import { cut } from '#lib/jsonl/storable-text.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { BlockSource } from '#lib/streams/block-source.ts';
import { columnWidths } from './column-widths.ts';
import type { Styles } from './xlsx-styles.ts';
import { maxCellLength, textElement } from './xlsx-text.ts';
import type { ZipEntry } from './zip.ts';

/** A cell for each column. */
export type Row = readonly Cell[];

/** What a sheet can hold; the heading is one of the rows. */
export interface SheetLimits {
  readonly rows: number;
  /** Of its XML: a file in an archive has less than 4 GiB. */
  readonly bytes: number;
}

/** One or several sheets of one content: what does not fit goes on in the next one, below the same headings. */
export interface SheetSeries {
  /** Of each one: how many rows come before its first. */
  readonly starts: number[];
  /** Cells that are longer than a cell may be. */
  longCells: number;
}

/** Rows that widths are chosen by. */
const rowsForWidths = 100;
const chunkLength = 64 * 1024;

/** Stands at the end of a cell whose text is longer than a cell may be. */
const longTextNote = ' … [The whole text is in the sheet “Long texts”.]';

/** Streams sheets of one content, one after another: `series` grows meanwhile. `path` is where the next one belongs. */
export async function* writeSheets(
  headings: readonly string[],
  source: BlockSource<Row>,
  { styles, limits, series, path }: { styles: Styles; limits: SheetLimits; series: SheetSeries; path: () => string },
): AsyncGenerator<ZipEntry, void, undefined> {
  const columns = headings.map((_, index) => columnName(index));
  const opening = openingXml(columnWidths(headings, await source.peek(rowsForWidths)));
  let rows = 0;
  do {
    series.starts.push(rows);
    yield { path: path(), content: sheet() };
  } while (await source.hasMore());

  async function* sheet(): AsyncGenerator<Uint8Array> {
    let xml = opening + rowXml(1, headings, true);
    let bytes = 0;
    for (let number = 2; number <= limits.rows && bytes < limits.bytes; number += 1) {
      const row = source.next() ?? (await source.pull());
      if (row === null) break;
      rows += 1;
      xml += rowXml(number, row, false);
      if (xml.length < chunkLength) continue;
      const chunk = Buffer.from(xml);
      bytes += chunk.length;
      yield chunk;
      xml = '';
    }
    yield Buffer.from(xml + closing);
  }

  function rowXml(number: number, row: Row, isHeading: boolean): string {
    let cells = '';
    for (let index = 0; index < row.length; index += 1) {
      const cell = row[index];
      if (cell !== null && cell !== undefined && cell !== '')
        cells += cellXml(`${columns[index]}${number}`, cell, isHeading);
    }
    return `<row r="${number}">${cells}</row>`;
  }

  function cellXml(place: string, cell: string | boolean | Extract<Cell, object>, isHeading: boolean): string {
    if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
    if (typeof cell === 'object') return `<c r="${place}"${styled(styles.format(cell.f))}><v>${cell.n}</v></c>`;
    const isLong = cell.length > maxCellLength;
    if (isLong) series.longCells += 1;
    const text = isLong ? cut(cell, maxCellLength - longTextNote.length) + longTextNote : cell;
    return `<c r="${place}"${styled(styles.text(text, isHeading))} t="inlineStr"><is>${textElement(text)}</is></c>`;
  }
}

function styled(style: number): string {
  return style === 0 ? '' : ` s="${style}"`;
}

/** The heading stays where it is while the rows below it are scrolled. */
function openingXml(widths: readonly number[]): string {
  const columns = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    '<sheetViews><sheetView workbookViewId="0">',
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/>',
    '</sheetView></sheetViews>',
    '<sheetFormatPr defaultRowHeight="15"/>',
    columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`,
    '<sheetData>',
  ].join('');
}

/** Without a warning triangle on texts such as `001`: they are meant to be texts. */
const closing =
  '</sheetData><ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>';

/** As a workbook names its columns: A to Z, AA and on. */
function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}
