import { parseInput } from '../batch/parse-input.ts';
import type { Context } from '../context.ts';
import { type ConnectionView, createConnectionInput } from '../shared/connection.ts';
import { getConnection } from './get-connection.ts';
import { sandboxAddress } from './sandbox-address.ts';

/** Saves a provider account. Its key is encrypted and never comes out again. Throws `InvalidInputError`. */
export async function createConnection(ctx: Context, input: unknown): Promise<ConnectionView> {
  const connection = parseInput(createConnectionInput, input);
  const id = ctx.ids.next('connection');
  await ctx.connections.create({
    id,
    name: connection.name,
    kind: connection.kind,
    baseUrl: connection.kind === 'sandbox' ? sandboxAddress : (connection.baseUrl ?? openAiAddress),
    apiKey: connection.kind === 'sandbox' ? null : connection.apiKey,
    limits: connection.limits,
    createdAt: ctx.clock.now(),
  });
  return getConnection(ctx, id);
}

export const openAiAddress = 'https://api.openai.com/v1';
