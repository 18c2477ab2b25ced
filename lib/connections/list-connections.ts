import type { Context } from '#lib/contracts/context.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';

/** All connections, oldest first, without their keys. */
export const listConnections = defineVerb({ name: 'listConnections', right: 'see', input: noInput, run });

async function run(ctx: Context): Promise<readonly ConnectionView[]> {
  return ctx.connections.list();
}
