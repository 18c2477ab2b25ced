import type { Context } from '#lib/contracts/context.ts';
import { inputIndexKey, problemsKey } from './file-keys.ts';

/** Removes a file of requests that no record names any more, with what its check has written. */
export async function removeInputFiles(ctx: Pick<Context, 'files'>, key: string): Promise<void> {
  for (const unused of [key, inputIndexKey({ key }), problemsKey({ key })]) await ctx.files.remove(unused);
}
