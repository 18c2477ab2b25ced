import type { Context } from '#lib/contracts/context.ts';
import { connectionIdInput } from '#lib/shared/contract/connection-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * Asks a connection for the names of the models that its account may use; null where the provider does not say. Throws
 * `ProviderError`, and `NotFoundError` for a connection that is gone.
 */
export const listModels = defineVerb({
  name: 'listModels',
  right: 'run',
  audit: 'none',
  input: connectionIdInput,
  run,
});

async function run(ctx: Context, { id }: Parsed<typeof connectionIdInput>): Promise<readonly string[] | null> {
  const provider = await ctx.providers.forConnection(id);
  return provider.listModels({ signal: ctx.signal });
}
