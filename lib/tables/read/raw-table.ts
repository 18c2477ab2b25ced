import type { Cell, TableOptions, TableProfile } from '#lib/shared/contract/table.ts';

/** A row as the file has it, of any length. */
export interface RawRow {
  readonly number: number;
  readonly cells: readonly Cell[];
}

/** What a file gives before anybody knows which of its rows is the header. */
export interface RawTable {
  readonly format: TableProfile['format'];
  /** As it is read; may change until the last row of a text that begins with ASCII only. */
  readonly options: TableOptions;
  readonly sheets: readonly string[];
  /** In order, empty ones left out or not. */
  readonly rows: AsyncGenerator<readonly RawRow[], void, undefined>;
  /** Frees what the file holds; may be called twice. */
  close(): Promise<void>;
}
