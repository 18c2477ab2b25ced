import type { Settings } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { openAiAddress } from '#lib/shared/contract/connection-kinds.ts';
import { sandboxAddress } from './sandbox-address.ts';

const noLimits = { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null };

/**
 * At the first start there is a sandbox connection when a sandbox runs, and one named OpenAI when a key is set.
 * Their ids are fixed, so that several processes starting at once make one of each.
 */
export async function ensureDefaultConnections(
  ctx: Context,
  settings: Pick<Settings, 'openai' | 'sandbox'>,
): Promise<void> {
  const existing = await ctx.connections.list();
  const createdAt = ctx.clock.now();
  if (settings.sandbox.url !== null && !existing.some(({ kind }) => kind === 'sandbox')) {
    await createOnce(ctx, {
      id: 'sandbox',
      name: 'Sandbox',
      kind: 'sandbox',
      baseUrl: sandboxAddress,
      apiKey: null,
      limits: noLimits,
      createdAt,
    });
  }
  if (settings.openai.apiKey !== null && !existing.some(({ kind }) => kind !== 'sandbox')) {
    await createOnce(ctx, {
      id: 'openai',
      name: 'OpenAI',
      kind: 'openai',
      baseUrl: settings.openai.baseUrl ?? openAiAddress,
      apiKey: settings.openai.apiKey,
      limits: noLimits,
      createdAt,
    });
  }
}

async function createOnce(ctx: Context, connection: Parameters<Context['connections']['create']>[0]): Promise<void> {
  try {
    await ctx.connections.create(connection);
  } catch (error) {
    if (!(AppError.is(error) && error.code === 'conflict')) throw error;
  }
}
