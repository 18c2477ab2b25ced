import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const rowsSchema = z.array(z.array(z.string()));

/**
 * The rows of a CSV file as a strict reader sees them, the header too: a quote within a bare cell, a row of
 * another length and a line break that is not quoted are errors or rows of their own, as in Excel and in
 * Python.
 */
export function readCsv(text: string | Buffer): string[][] {
  return rowsSchema.parse(
    parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: false,
      relax_column_count: false,
    }),
  );
}
