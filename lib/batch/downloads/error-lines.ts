import { createReasons, noReason } from '#lib/batch/results/create-reasons.ts';
import { readRequestResults } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import { lineFeedBytes } from '#lib/jsonl/line-feed.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { isUnsuccessful, type Outcome } from '#lib/shared/contract/status.ts';
import { missingErrorLine } from './missing-error-line.ts';

/** The result lines of failed requests, and a line of our own for each missing one, in input order. */
export async function* errorLines(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): AsyncGenerator<Uint8Array> {
  const isToRead = (line: number, outcome: Outcome): boolean => isWanted(line) && isUnsuccessful(outcome);
  const reasonOf = createReasons(ctx);
  for await (const requests of readRequestResults(ctx, record, isToRead)) {
    for (const request of requests) {
      if (request.place === null) {
        const reason = request.job === null ? noReason : await reasonOf(request.job);
        yield Buffer.from(missingErrorLine(request.customId, reason));
      } else {
        yield request.bytes;
        yield lineFeedBytes;
      }
    }
  }
}
