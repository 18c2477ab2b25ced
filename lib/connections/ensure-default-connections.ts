import type { Settings } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { openAiAddress } from '#lib/shared/contract/connection-kinds.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { sandboxAddress } from './sandbox-address.ts';

type DefaultsContext = Pick<Context, 'clock' | 'connections' | 'workspace'>;

const noLimits = { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null };

/**
 * From the beginning a workspace has a sandbox connection when a sandbox runs, and Local one named OpenAI when a key is
 * set. Their ids are fixed, so that several processes starting at once make one of each.
 */
export async function ensureDefaultConnections(
  ctx: DefaultsContext,
  settings: Pick<Settings, 'openai' | 'sandbox'>,
): Promise<void> {
  const existing = await ctx.connections.list();
  const createdAt = ctx.clock.now();
  const isLocal = ctx.workspace.id === localWorkspace.id;
  if (settings.sandbox.url !== null && !existing.some(({ kind }) => kind === 'sandbox')) {
    await createOnce(ctx, {
      id: isLocal ? 'sandbox' : `sandbox_${ctx.workspace.id}`,
      name: 'Sandbox',
      kind: 'sandbox',
      baseUrl: sandboxAddress,
      apiKey: null,
      limits: noLimits,
      createdAt,
    });
  }
  if (isLocal && settings.openai.apiKey !== null && !existing.some(({ kind }) => kind !== 'sandbox')) {
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

async function createOnce(
  ctx: DefaultsContext,
  connection: Parameters<Context['connections']['create']>[0],
): Promise<void> {
  try {
    await ctx.connections.create(connection);
  } catch (error) {
    if (!(AppError.is(error) && error.code === 'conflict')) throw error;
  }
}
