import { copyLines } from '#lib/batch/parts/copy-lines.ts';
import type { Place } from '#lib/batch/parts/group-runs.ts';
import { readInputRows } from '#lib/batch/parts/input-index.ts';
import { assertWhole } from '#lib/batch/results/assert-whole.ts';
import type { Context } from '#lib/contracts/context.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** The lines of the input that cannot be sent, as they are: ready to be corrected and uploaded as a new batch. */
export async function* leftOutLines(ctx: Context, record: BatchRecord): AsyncGenerator<Uint8Array> {
  const { key } = record.input;
  const goodLines = goodLineNumbers(ctx, record);
  let nextGood = await goodLines.next();
  let found = 0;
  for await (const lines of readLines(ctx.files.read(key))) {
    const places: Place[] = [];
    for (const { line, offset, length } of lines) {
      if (nextGood.done !== true && nextGood.value === line) nextGood = await goodLines.next();
      else places.push({ offset, length });
    }
    found += places.length;
    yield* copyLines(ctx.files, key, places);
  }
  assertWhole(found, record.check?.badLines ?? 0);
}

async function* goodLineNumbers(ctx: Context, record: BatchRecord): AsyncGenerator<number, undefined> {
  for await (const rows of readInputRows(ctx, record)) for (const { line } of rows) yield line;
  return undefined;
}
