const MiB = 1024 * 1024;

/** What keeps a file from filling memory or disk, or from being read for hours. */
export interface TableLimits {
  readonly maxColumns: number;
  readonly maxSheetRows: number;
  readonly maxCsvRows: number;
  /** In characters of CSV; in bytes of a workbook's XML. */
  readonly maxCellLength: number;
  /** How many times larger than its packed form a part of a workbook may be. */
  readonly maxInflation: number;
  /** Of one part of a workbook, unpacked. */
  readonly maxInflatedBytes: number;
  readonly maxEntries: number;
  /** Of a workbook, each different. */
  readonly maxStrings: number;
  /** From here on, the texts of a workbook are kept in a temporary file. */
  readonly stringBytesInMemory: number;
}

export const defaultTableLimits: TableLimits = {
  maxColumns: 512,
  // As many as a sheet of Excel has.
  maxSheetRows: 1_048_576,
  maxCsvRows: 10_000_000,
  maxCellLength: 4 * MiB,
  maxInflation: 200,
  maxInflatedBytes: 8 * 1024 * MiB,
  maxEntries: 10_000,
  // Each takes eight bytes of memory.
  maxStrings: 16 * MiB,
  stringBytesInMemory: 64 * MiB,
};
