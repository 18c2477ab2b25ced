import { type Blocks, createBlockSource } from '#lib/streams/block-source.ts';
import { longTexts, longTextsHeadings } from './long-texts.ts';
import { type Row, type SheetLimits, type SheetSeries, writeSheets } from './xlsx-sheet.ts';
import { createStyles } from './xlsx-styles.ts';
import { workbookParts } from './xlsx-workbook.ts';
import { writeZip, type ZipEntry } from './zip.ts';

export interface WorkbookContent {
  /** Of the sheet: at most 20 letters, digits and spaces. */
  readonly name: string;
  /** Different for each column. */
  readonly headings: readonly string[];
  /**
   * Opens the rows, each with a cell for each heading. Opened twice, and the same both times, where a text is longer than
   * a cell can hold: so no text has to be kept until its sheet can be written.
   */
  readonly open: () => Blocks<Row>;
}

/** Of Excel, and of an archive that every reader knows. */
const defaultLimits: SheetLimits = { rows: 1_048_576, bytes: 3_500_000_000 };

const longTextsName = 'Long texts';

/**
 * Streams an XLSX workbook while its rows are made, with memory that does not grow with them. Texts are texts, whatever
 * they look like; numbers have the format that they were shown in. What does not fit into a sheet goes on in the next one,
 * and what does not fit into a cell stands whole in the sheet "Long texts".
 */
export function writeXlsx(
  content: WorkbookContent,
  limits = defaultLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  return writeZip(entries(content, limits));
}

async function* entries({ name, headings, open }: WorkbookContent, limits: SheetLimits): AsyncGenerator<ZipEntry> {
  const styles = createStyles();
  const sheets: string[] = [];
  const write = async function* (
    title: string,
    head: readonly string[],
    rows: Blocks<Row>,
    series: SheetSeries,
  ): AsyncGenerator<ZipEntry> {
    const source = createBlockSource(rows);
    const path = (): string => {
      sheets.push(sheetName(title, series.starts.length - 1));
      return `xl/worksheets/sheet${sheets.length}.xml`;
    };
    try {
      yield* writeSheets(head, source, { styles, limits, series, path });
    } finally {
      await source.close();
    }
  };
  const series: SheetSeries = { starts: [], longCells: 0 };
  yield* write(name, headings, open(), series);
  if (series.longCells > 0) {
    const names = series.starts.map((_, index) => sheetName(name, index));
    const rest: SheetSeries = { starts: [], longCells: 0 };
    yield* write(longTextsName, longTextsHeadings, longTexts(headings, open(), { ...series, names }), rest);
  }
  for (const [path, xml] of workbookParts(sheets, styles.toXml())) yield { path, content: once(xml) };
}

function sheetName(name: string, index: number): string {
  return index === 0 ? name : `${name} (${index + 1})`;
}

async function* once(xml: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(xml);
}
