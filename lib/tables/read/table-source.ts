/** A file that holds a table, wherever it lies. A workbook is read from many places of it, CSV from front to end. */
export interface TableSource {
  /** As its owner knows it, such as `reviews.xlsx`. */
  readonly name: string;
  readonly bytes: number;
  /** Streams the file, or its bytes from `start` up to, not including, `end`; a chunk stays good. */
  read(range?: { readonly start: number; readonly end?: number }): AsyncIterable<Uint8Array>;
}
