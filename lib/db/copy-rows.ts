import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { CopyWriter } from './copy-writer.ts';

export interface CopyTarget<Row> {
  readonly table: string;
  readonly columns: readonly string[];
  /** Writes the values of a row in the order of `columns`. */
  write(writer: CopyWriter, row: Row): void;
}

/**
 * Adds rows to a table by `COPY`, 10 to 20 times faster than by inserts, and gives their number. All are added or
 * none: when `rows` fails, so does the statement, and with it the transaction it is in. Memory does not grow with them.
 */
export async function copyRows<Row>(
  client: ClientBase,
  target: CopyTarget<Row>,
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): Promise<number> {
  const columns = target.columns.map((column) => `"${column}"`).join(', ');
  const stream = client.query(copyFrom(`copy "${target.table}" (${columns}) from stdin with (format binary)`));
  await pipeline(Readable.from(encodeRows(target, rows), { objectMode: true, highWaterMark: 4 }), stream);
  return stream.rowCount;
}

async function* encodeRows<Row>(
  target: CopyTarget<Row>,
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): AsyncGenerator<Buffer> {
  const writer = new CopyWriter(target.columns.length);
  for await (const group of rows) {
    for (const row of group) {
      writer.beginRow();
      target.write(writer, row);
      if (writer.isFull) yield writer.takeChunk();
    }
  }
  yield writer.finish();
}
