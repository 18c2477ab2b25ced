import type { Context } from '#lib/contracts/context.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { InvalidInputError } from '#lib/errors.ts';

/** Throws `InvalidInputError` where the storage keeps no index, as in a script on plain files. */
export function getIndex(ctx: Context): RequestIndex {
  const { index } = ctx.storage;
  if (index === undefined)
    throw new InvalidInputError('This storage keeps no request index, so requests cannot be searched in it.');
  return index;
}
