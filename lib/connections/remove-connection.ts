import type { Context } from '#lib/contracts/context.ts';
import { connectionIdInput } from '#lib/shared/contract/connection-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** Forgets a connection and its key. Throws `WrongStateError` while a batch runs on it. */
export const removeConnection = defineVerb({
  name: 'removeConnection',
  right: 'admin',
  audit: 'noted',
  input: connectionIdInput,
  run,
});

async function run(ctx: Context, { id }: Parsed<typeof connectionIdInput>): Promise<void> {
  await ctx.transaction(async (tx) => {
    const connection = await tx.connections.findSettings(id);
    if (connection === null) return;
    await tx.connections.remove(id);
    const { name, kind } = connection;
    await tx.audit.write({
      verb: 'removeConnection',
      thing: { kind: 'connection', id, name },
      before: `kind: ${kind}`,
    });
  });
}
