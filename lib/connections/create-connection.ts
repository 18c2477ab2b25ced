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
  audit: 'noted',
  input: createConnectionInput,
  run,
});

async function run(ctx: Context, connection: Parsed<typeof createConnectionInput>): Promise<ConnectionView> {
  const baseUrl = addressOf(connection);
  if (connection.kind !== 'sandbox') await assertCallable(ctx, baseUrl);
  const id = ctx.ids.next('connection');
  const { name, kind, limits } = connection;
  const apiKey = connection.kind === 'sandbox' ? null : connection.apiKey;
  await ctx.transaction(async (tx) => {
    await tx.connections.create({ id, name, kind, baseUrl, apiKey, limits, createdAt: tx.clock.now() });
    const thing = { kind: 'connection', id, name } as const;
    await tx.audit.write({ verb: 'createConnection', thing, after: `kind: ${kind}, address: ${baseUrl}` });
  });
  return viewConnection(ctx, id);
}

function addressOf(connection: z.output<typeof createConnectionInput>): string {
  if (connection.kind === 'sandbox') return sandboxAddress;
  if (connection.kind !== 'azure_openai') return connection.baseUrl ?? openAiAddress;
  const { endpoint, apiVersion } = readAzureAddress(connection.baseUrl);
  return azureBaseUrl({ endpoint, apiVersion: connection.apiVersion ?? apiVersion });
}
