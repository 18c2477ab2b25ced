import type { Context } from '#lib/contracts/context.ts';
import { connectionIdInput } from '#lib/shared/contract/connection.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

/** Forgets a connection and its key. Throws `WrongStateError` while a batch runs on it. */
export async function removeConnection(ctx: Context, input: unknown): Promise<void> {
  const { id } = parseInput(connectionIdInput, input);
  await ctx.connections.remove(id);
}
