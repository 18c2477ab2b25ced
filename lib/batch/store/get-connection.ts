import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import type { ConnectionView } from '#lib/shared/contract/connection.ts';

/** Throws `NotFoundError` for a connection that was removed meanwhile. */
export async function getConnection(ctx: Context, id: string): Promise<ConnectionView> {
  const connection = await ctx.connections.find(id);
  if (connection === null) throw new NotFoundError('This connection no longer exists. Choose another one.');
  return connection;
}
