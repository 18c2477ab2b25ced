import { copyLines } from '#lib/batch/parts/copy-lines.ts';
import { readInputRows } from '#lib/batch/parts/input-index.ts';
import { assertAsCounted, assertWhole } from '#lib/batch/results/assert-whole.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { isUnsuccessful } from '#lib/shared/contract/status.ts';

/** The input lines, as they are, of the failed and the missing requests: ready to be uploaded as a new batch. */
export async function* unsuccessfulRequests(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  const merged = await mergeOutcomes(ctx, record);
  const isToCopy = (line: number): boolean => isWanted(line) && isUnsuccessful(merged.outcomeOf(line));
  assertAsCounted(record, merged);
  const expected = merged.select(isToCopy).length;
  let found = 0;
  for await (const rows of readInputRows(ctx, record)) {
    const places = rows.filter(({ line }) => isToCopy(line));
    found += places.length;
    yield* copyLines(ctx.files, record.input.key, places);
  }
  assertWhole(found, expected);
}
