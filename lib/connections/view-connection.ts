import type { Context } from '#lib/contracts/context.ts';
import { connectionGone } from '#lib/errors.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

/**
 * The connection as pages show it, with the numbers of its batches. Throws `NotFoundError` when it was
 * removed meanwhile.
 */
export async function viewConnection(ctx: Context, id: string): Promise<ConnectionView> {
  const connection = await ctx.connections.find(id);
  if (connection === null) throw connectionGone();
  return connection;
}
