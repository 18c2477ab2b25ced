import type { TableOptions, TableProfile, TableRow } from '#lib/shared/contract/table.ts';
import { foundOutOptions } from '#lib/shared/contract/table.ts';
import { openTable } from '#lib/tables/read/read-table.ts';
import type { TableLimits } from '#lib/tables/read/table-limits.ts';
import type { TableSource } from '#lib/tables/read/table-source.ts';

/** A file in memory, read in pieces. */
export function tableSource(content: string | Uint8Array, name = 'table.csv', pieceBytes = 64 * 1024): TableSource {
  const bytes = Buffer.from(content);
  return {
    name,
    bytes: bytes.length,
    async *read({ start, end = bytes.length } = { start: 0 }) {
      for (let at = start; at < end; at += pieceBytes) yield bytes.subarray(at, Math.min(at + pieceBytes, end));
    },
  };
}

export interface ReadTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly profile: TableProfile;
}

/** Reads a table from front to end. */
export async function readTable(
  content: string | Uint8Array | TableSource,
  options: Partial<TableOptions> = {},
  limits: Partial<TableLimits> = {},
): Promise<ReadTable> {
  const source = typeof content === 'string' || content instanceof Uint8Array ? tableSource(content) : content;
  const table = await openTable(source, { ...foundOutOptions, ...options }, limits);
  const rows: TableRow[] = [];
  for await (const block of table.rows) rows.push(...block);
  return { columns: table.columns, rows, profile: table.profile() };
}
