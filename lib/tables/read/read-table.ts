import type { TableOptions } from '#lib/shared/contract/table.ts';
import { openCsv } from './csv/open-csv.ts';
import type { OpenedTable } from './opened-table.ts';
import { ProblemList } from './problem-list.ts';
import { shapeTable } from './shape-table.ts';
import { sniffContainer } from './sniff-container.ts';
import { defaultTableLimits, type TableLimits } from './table-limits.ts';
import type { TableSource } from './table-source.ts';
import { openWorkbook } from './workbook/open-workbook.ts';

/**
 * Opens a CSV or TSV file or an Excel workbook: finds out what `options` leave open, and reads the first rows. Of a text,
 * only its beginning is read for that; of a workbook, its directory, its shared texts and the beginning of the sheet.
 * Throws `TableRefusedError` for what is no table, or has no row.
 */
export async function openTable(
  source: TableSource,
  options: TableOptions,
  limits: Partial<TableLimits> = {},
): Promise<OpenedTable> {
  const all = { ...defaultTableLimits, ...limits };
  const problems = new ProblemList();
  const container = await sniffContainer(source);
  const raw =
    container === 'zip' ? await openWorkbook(source, options, all, problems) : await openCsv(source, options, all);
  try {
    return await shapeTable(raw, options.hasHeader, all, problems);
  } catch (error) {
    await raw.close();
    throw error;
  }
}
