import type { Context } from '#lib/contracts/context.ts';
import { connectionIdInput } from '#lib/shared/contract/connection-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** Forgets a connection and its key. Throws `WrongStateError` while a batch runs on it. */
export const removeConnection = defineVerb({ name: 'removeConnection', right: 'admin', input: connectionIdInput, run });

async function run(ctx: Context, { id }: Parsed<typeof connectionIdInput>): Promise<void> {
  await ctx.connections.remove(id);
}
