import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';

/**
 * Throws `InvalidInputError` for an address that would not be called, at once and not only when a batch needs it. A call
 * is judged again when it is made.
 */
export async function assertCallable({ addresses }: Context, baseUrl: string): Promise<void> {
  if (addresses === undefined || (await addresses.isCallable(baseUrl))) return;
  const sentence = 'This address is on a private network. A site admin can allow it under Settings, Workspaces.';
  throw new InvalidInputError(sentence, { baseUrl: sentence });
}
