import type { Context } from '#lib/contracts/context.ts';
import { parseInput } from '../batch/parse-input.ts';
import { connectionIdInput } from '../shared/connection.ts';

/** Forgets a connection and its key. Throws `WrongStateError` while a batch runs on it. */
export async function removeConnection(ctx: Context, input: unknown): Promise<void> {
  const { id } = parseInput(connectionIdInput, input);
  await ctx.connections.remove(id);
}
