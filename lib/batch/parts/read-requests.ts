import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { copyLines } from './copy-lines.ts';
import { type InputRow, readInputRows } from './input-index.ts';

/** A good line of the input file, as it is there, without its line break. */
export interface RequestLine {
  readonly line: number;
  readonly customId: string;
  readonly bytes: Uint8Array;
}

/**
 * Streams the good lines of a checked batch in input order; `isWanted` picks them. Throws `StorageError` for
 * a damaged file.
 */
export async function* readRequests(
  ctx: Context,
  record: BatchRecord,
  isWanted: (row: InputRow) => boolean,
): AsyncGenerator<readonly RequestLine[]> {
  for await (const all of readInputRows(ctx, record)) {
    const rows = all.filter(isWanted);
    if (rows.length === 0) continue;
    ctx.signal.throwIfAborted();
    let next = 0;
    for await (const lines of readLines(copyLines(ctx.files, record.input.key, rows))) {
      yield lines.map(({ bytes }) => {
        const row = rows[next++];
        if (row === undefined || bytes === null) throw damagedFile(record.input.key);
        return { line: row.line, customId: row.customId, bytes };
      });
    }
    if (next !== rows.length) throw damagedFile(record.input.key);
  }
}
