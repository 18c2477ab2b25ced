import { jobsOfAttempts } from './attempts.ts';
import type { BatchRecord } from './record.ts';

/** Text that is put into a line which names no method or no url of its own, at most. */
const insertBytes = 128;

/**
 * Bytes of the files that the record names: the input, the table it is made from, the parts as they are sent and the
 * result files. Of an attempt
 * whose parts are still to be written, as many as they may come to. Small files beside these are not counted.
 */
export function storedBytesOf(record: BatchRecord): number {
  const { input, attempts, table } = record;
  const files = jobsOfAttempts(attempts).flatMap(({ payload, output, errors }) => [payload, output, errors]);
  const written = files.reduce((sum, file) => sum + (file?.bytes ?? 0), input.bytes + tableBytesOf(table, input));
  const unsplit = attempts.filter(({ isSplit, endedAt }) => !isSplit && endedAt === null);
  return unsplit.reduce((sum, { requests }) => sum + mostPartBytes(record, requests), written);
}

/** As long as nothing is made of it, the table is the input. */
function tableBytesOf(table: BatchRecord['table'], input: BatchRecord['input']): number {
  if (table === null) return 0;
  return (table.source.key === input.key ? 0 : table.source.bytes) + (table.reading?.stored?.bytes ?? 0);
}

/** How many bytes the parts of so many of the batch's requests have, at most. */
export function mostPartBytes({ check }: Pick<BatchRecord, 'check'>, requests: number): number {
  if (check === null) return 0;
  const all = check.requestBytes + check.requests;
  const inserted = Math.min(requests, check.withoutUrl + check.withoutMethod) * insertBytes;
  return Math.min(all, requests * (check.longestLineBytes + 1)) + inserted;
}
