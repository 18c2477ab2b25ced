import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import type { TableColumn, TableRow } from '#lib/shared/contract/table.ts';

/** A table as the builder sees it. */
export interface BuiltTable {
  readonly batchId: string;
  readonly revision: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** What is known of them; empty until all rows have been read. */
  readonly profiles: readonly TableColumn[];
  readonly firstRows: readonly TableRow[];
  readonly headerRow: number | null;
  /** Null while they are still being read. */
  readonly rows: number | null;
}

/** Where the requests will go. */
export interface Where {
  readonly connections: readonly ConnectionView[];
  readonly connectionId: string | null;
  readonly onConnection: (connectionId: string) => void;
}
