import type { ConnectionSettings } from '#lib/contracts/connection-store.ts';
import type { Context } from '#lib/contracts/context.ts';
import { connectionGone } from '#lib/errors.ts';

/**
 * The connection without its key and without counting its batches. Throws `NotFoundError` when it was removed
 * meanwhile.
 */
export async function getConnection(ctx: Context, id: string): Promise<ConnectionSettings> {
  const connection = await ctx.connections.findSettings(id);
  if (connection === null) throw connectionGone();
  return connection;
}
