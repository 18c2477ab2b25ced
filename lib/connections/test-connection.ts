import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ConnectionTest } from '#lib/contracts/provider.ts';
import { AppError } from '#lib/errors.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { type ConnectionTestView, connectionIdInput } from '#lib/shared/contract/connection.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * Makes one real, free call and notes in words what came of it; a call that fails is a result too. When it works,
 * batches that the connection held up go on at once.
 */
export const testConnection = defineVerb({ name: 'testConnection', right: 'admin', input: connectionIdInput, run });

async function run(ctx: Context, { id }: Parsed<typeof connectionIdInput>): Promise<ConnectionTestView> {
  const result = await tryConnection(ctx, id);
  await ctx.connections.update(id, { lastTest: result });
  if (result.ok) await wakeHeldBatches(ctx, id);
  return result;
}

async function tryConnection(ctx: Context, id: string): Promise<ConnectionTestView> {
  try {
    const provider = await ctx.providers.forConnection(id);
    const test = await provider.testConnection({ signal: ctx.signal });
    return { at: ctx.clock.now().toISOString(), ok: true, sentence: describeSuccess(provider.name, test), fault: null };
  } catch (error) {
    if (!AppError.is(error) || error.code === 'not_found') throw error;
    const fault = ProviderError.is(error) ? error.fault : null;
    return { at: ctx.clock.now().toISOString(), ok: false, sentence: error.message, fault };
  }
}

function describeSuccess(name: string, { modelCount, tookMs }: ConnectionTest): string {
  const seconds = (Math.max(100, tookMs) / 1000).toFixed(1);
  const models = modelCount === null ? '' : ` and offers ${modelCount === 1 ? 'one model' : `${modelCount} models`}`;
  return `${name} answered in ${seconds} s${models}.`;
}
