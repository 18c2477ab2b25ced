import type { z } from 'zod';
import type { Context } from '#lib/contracts/context.ts';
import { azureBaseUrl, readAzureAddress } from '#lib/shared/contract/azure-address.ts';
import { createConnectionInput } from '#lib/shared/contract/connection-inputs.ts';
import { openAiAddress } from '#lib/shared/contract/connection-kinds.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { assertCallable } from './assert-callable.ts';
import { sandboxAddress } from './sandbox-address.ts';
import { viewConnection } from './view-connection.ts';

/** Saves a provider account. Its key is encrypted and never comes out again. Throws `InvalidInputError`. */
export const createConnection = defineVerb({
  name: 'createConnection',
  right: 'admin',
  input: createConnectionInput,
  run,
});

async function run(ctx: Context, connection: Parsed<typeof createConnectionInput>): Promise<ConnectionView> {
  const baseUrl = addressOf(connection);
  if (connection.kind !== 'sandbox') await assertCallable(ctx, baseUrl);
  const id = ctx.ids.next('connection');
  await ctx.connections.create({
    id,
    name: connection.name,
    kind: connection.kind,
    baseUrl,
    apiKey: connection.kind === 'sandbox' ? null : connection.apiKey,
    limits: connection.limits,
    createdAt: ctx.clock.now(),
  });
  return viewConnection(ctx, id);
}

function addressOf(connection: z.output<typeof createConnectionInput>): string {
  if (connection.kind === 'sandbox') return sandboxAddress;
  if (connection.kind !== 'azure_openai') return connection.baseUrl ?? openAiAddress;
  const { endpoint, apiVersion } = readAzureAddress(connection.baseUrl);
  return azureBaseUrl({ endpoint, apiVersion: connection.apiVersion ?? apiVersion });
}
