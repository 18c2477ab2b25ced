import type { Context } from '#lib/contracts/context.ts';
import type { ConnectionView } from '#lib/shared/contract/connection.ts';

/** All connections, oldest first, without their keys. */
export async function listConnections(ctx: Context): Promise<readonly ConnectionView[]> {
  return ctx.connections.list();
}
