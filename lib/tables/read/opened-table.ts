import type { TableOptions, TableProfile, TableRow } from '#lib/shared/contract/table.ts';

export interface OpenedTable {
  readonly format: 'csv' | 'xlsx';
  /**
   * As it is read: nothing null that the format has. `encoding` is `utf-8` as long as all is ASCII, and may still change
   * with the first character that is not.
   */
  readonly options: TableOptions;
  readonly sheets: readonly string[];
  /** Names of columns in order, each different. */
  readonly columns: readonly string[];
  /**
   * Blocks of rows in order, empty rows left out; to be read once. Throws `TableRefusedError` where the rest cannot be
   * read. Whoever stops early frees everything, as does who comes to the end.
   */
  readonly rows: AsyncIterable<readonly TableRow[]>;
  /** What was found in the rows that have been read: of all, once `rows` has ended. */
  profile(): TableProfile;
  /** Frees what the file holds, for who does not read `rows`. */
  close(): Promise<void>;
}
