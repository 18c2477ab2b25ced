import { parseInput } from '../batch/parse-input.ts';
import { wakeHeldBatches } from '../batch/wake-held-batches.ts';
import type { Context } from '../context.ts';
import { WrongStateError } from '../errors.ts';
import { type ConnectionView, updateConnectionInput } from '../shared/connection.ts';
import { getConnection } from './get-connection.ts';

/**
 * Changes a connection; what is left out stays. Batches that the old key or address held up go on at once. Throws
 * `InvalidInputError` and `NotFoundError`.
 */
export async function updateConnection(ctx: Context, input: unknown): Promise<ConnectionView> {
  const { id, ...changes } = parseInput(updateConnectionInput, input);
  const connection = await getConnection(ctx, id);
  if (connection.kind === 'sandbox' && (changes.apiKey !== undefined || changes.baseUrl !== undefined)) {
    throw new WrongStateError('The sandbox has neither a key nor an address to change.');
  }
  await ctx.connections.update(id, changes);
  await wakeHeldBatches(ctx, id);
  return getConnection(ctx, id);
}
