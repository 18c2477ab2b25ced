import type { Context } from '#lib/contracts/context.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { isRunning } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** The storage's request index. Throws `InvalidInputError` where it keeps none, as in a script on plain files. */
export function getIndex(ctx: Context): RequestIndex {
  const { index } = ctx.storage;
  if (index === undefined)
    throw new InvalidInputError('This storage keeps no request index, so requests cannot be searched in it.');
  return index;
}

/**
 * For choosing what is downloaded or sent. Throws `WrongStateError` while the index may lack some of it:
 * nobody would notice.
 */
export async function getWholeIndex(ctx: Context, record: BatchRecord): Promise<RequestIndex> {
  const index = getIndex(ctx);
  if (record.isIndexStale)
    throw new WrongStateError(
      'The list of requests of this batch is being written again, so nothing can be chosen from it. Try again in a moment, or choose all.',
    );
  if (await disagreesWithIndex(ctx, record))
    throw new WrongStateError(
      `The list of requests does not agree with the stored results, so nothing can be chosen from it. Choose all, or run npm run db:rebuild-index -- ${record.id} on the server.`,
    );
  return index;
}

/**
 * True when the index counts other than the record. While a batch runs, the index is a little ahead, but it
 * holds every request.
 */
export async function disagreesWithIndex({ storage: { index } }: Context, record: BatchRecord): Promise<boolean> {
  if (index === undefined || record.attempts.length === 0) return false;
  const { counts } = record;
  const indexed = await index.countOutcomes(record.id);
  if (isRunning(record)) return indexed.total !== counts.total;
  return (['total', 'succeeded', 'failed', 'missing'] as const).some((name) => indexed[name] !== counts[name]);
}
