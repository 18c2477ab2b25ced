import type { Cell, NumberCell } from '#lib/shared/contract/table.ts';
import { formatBytes } from '#lib/shared/words/format.ts';
import type { Blocks } from '#lib/streams/block-source.ts';

/** The results of a batch as a table, for every format. */
export interface ResultTable {
  /** Different for each column. */
  readonly headings: readonly string[];
  /** Reads the rows, each time anew. Throws `StorageError` where they are not as many as the batch counts. */
  readonly open: () => Blocks<readonly Cell[]>;
}

/** A count that a provider named. */
export function numberCell(value: number | null): NumberCell | null {
  return value === null ? null : { n: value, s: String(value), f: 'General' };
}

/** Stands for an answer that is too large to be parsed, as an empty cell would say that there is none. */
export function tooLargeText(lineBytes: number): string {
  return `[The answer is too large for a table: ${formatBytes(lineBytes, 'en')}. Download results.jsonl.]`;
}
