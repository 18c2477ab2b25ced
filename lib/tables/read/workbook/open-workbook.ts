import type { TableOptions, TableRefusalCode } from '#lib/shared/contract/table.ts';
import type { ProblemList } from '../problem-list.ts';
import type { RawRow, RawTable } from '../raw-table.ts';
import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import type { TableSource } from '../table-source.ts';
import type { CellLookup } from './cell-value.ts';
import { readXml } from './read-xml.ts';
import { readSharedStrings } from './shared-strings.ts';
import { SheetRows } from './sheet-rows.ts';
import { readStyles } from './styles.ts';
import { readWorkbookParts, type WorkbookParts, type WorkbookSheet } from './workbook-parts.ts';
import { openZip, type Zip } from './zip.ts';

/** Opens a sheet of an Excel workbook: the one that `options` name, else the first that is not hidden. */
export async function openWorkbook(
  source: TableSource,
  options: TableOptions,
  limits: TableLimits,
  problems: ProblemList,
): Promise<RawTable> {
  const zip = await openZip(source, limits);
  try {
    const parts = await readWorkbookParts(zip, limits);
    if (parts === null) throw new TableRefusedError({ code: judgePackage(zip), facts: {} });
    const sheet = findSheet(parts, options.sheet);
    const content = zip.read(sheet.part);
    if (content === null) throw new Error(`The sheet ${sheet.part} is not there.`);
    const lookup = await readLookup(zip, parts, limits);
    const rows = readRows(zip, content, new SheetRows(lookup, limits, problems), limits);
    const close = async (): Promise<void> => {
      await rows.return();
      lookup.strings.close();
      zip.close();
    };
    return {
      format: 'xlsx',
      options: { sheet: sheet.name, hasHeader: null, encoding: null, delimiter: null, quote: null },
      sheets: parts.sheets.map(({ name }) => name),
      rows,
      close,
    };
  } catch (error) {
    zip.close();
    throw zip.explain(error, null);
  }
}

async function readLookup(zip: Zip, parts: WorkbookParts, limits: TableLimits): Promise<CellLookup> {
  const formatOf = await readStyles(parts.styles === null ? null : zip.read(parts.styles), limits);
  const strings = await readSharedStrings(parts.sharedStrings === null ? null : zip.read(parts.sharedStrings), limits);
  return { formatOf, strings, countsFrom1904: parts.countsFrom1904 };
}

function findSheet({ sheets }: WorkbookParts, wanted: string | null): WorkbookSheet {
  const found = wanted === null ? sheets[0] : sheets.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new TableRefusedError({ code: 'table_no_sheet', facts: { sheet: wanted } });
}

/** What else is packed with ZIP. */
function judgePackage({
  names,
}: Zip): Extract<
  TableRefusalCode,
  'table_binary_workbook' | 'table_open_document' | 'table_numbers' | 'table_not_a_table'
> {
  const all = [...names];
  if (names.has('xl/workbook.bin')) return 'table_binary_workbook';
  if (names.has('content.xml') && names.has('mimetype')) return 'table_open_document';
  if (names.has('index.zip') || all.some((name) => name.endsWith('.iwa'))) return 'table_numbers';
  return 'table_not_a_table';
}

async function* readRows(
  zip: Zip,
  content: AsyncIterable<Uint8Array>,
  gathered: SheetRows,
  limits: TableLimits,
): AsyncGenerator<readonly RawRow[], void, undefined> {
  try {
    for await (const _ of readXml(content, gathered, limits.maxCellLength)) {
      const rows = gathered.take();
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    throw zip.explain(error, gathered.number);
  }
}
