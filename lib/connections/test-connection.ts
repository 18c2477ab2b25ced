import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { connectionIdInput } from '#lib/shared/contract/connection-inputs.ts';
import type { ConnectionFinding } from '#lib/shared/contract/connection-test.ts';
import type { ConnectionTestView } from '#lib/shared/contract/connection-view.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * Makes one real, free call and notes what came of it; a call that fails is a result too. When it works,
 * batches that the connection held up go on at once.
 */
export const testConnection = defineVerb({
  name: 'testConnection',
  right: 'admin',
  audit: 'none',
  input: connectionIdInput,
  run,
});

async function run(ctx: Context, { id }: Parsed<typeof connectionIdInput>): Promise<ConnectionTestView> {
  const result = await tryConnection(ctx, id);
  await ctx.connections.update(id, { lastTest: result });
  if (result.ok) await wakeHeldBatches(ctx, id);
  return result;
}

async function tryConnection(ctx: Context, id: string): Promise<ConnectionTestView> {
  try {
    const provider = await ctx.providers.forConnection(id);
    const { tookMs, modelCount } = await provider.testConnection({ signal: ctx.signal });
    return found(ctx, { code: 'answered', facts: { tookMs: Math.round(tookMs), modelCount } });
  } catch (error) {
    if (!AppError.is(error) || error.code === 'not_found') throw error;
    if (ProviderError.is(error)) return found(ctx, { code: 'call_failed', facts: error.fault });
    return found(ctx, { code: 'not_made', facts: { fault: error.localFault } });
  }
}

function found(ctx: Context, finding: ConnectionFinding): ConnectionTestView {
  return { at: ctx.clock.now().toISOString(), ok: finding.code === 'answered', finding };
}
