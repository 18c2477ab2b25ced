import { getConnection } from '#lib/batch/store/get-connection.ts';
import { forgetTokenLimit } from '#lib/batch/upkeep/forget-token-limit.ts';
import { wakeHeldBatches } from '#lib/batch/upkeep/wake-held-batches.ts';
import type { ConnectionSettings } from '#lib/contracts/connection-store.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { azureBaseUrl, readAzureAddress } from '#lib/shared/contract/azure-address.ts';
import { updateConnectionInput } from '#lib/shared/contract/connection-inputs.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { assertCallable } from './assert-callable.ts';
import { describeConnectionChange } from './describe-connection-change.ts';
import { viewConnection } from './view-connection.ts';

/**
 * Changes a connection; what is left out stays. Batches that the old key, address or limits held up go on at
 * once. Throws `NotFoundError`, and `InvalidInputError` also when the saved key would go to another server
 * unasked.
 */
export const updateConnection = defineVerb({
  name: 'updateConnection',
  right: 'admin',
  audit: 'noted',
  input: updateConnectionInput,
  run,
});

async function run(
  ctx: Context,
  { id, apiVersion, ...given }: Parsed<typeof updateConnectionInput>,
): Promise<ConnectionView> {
  const connection = await getConnection(ctx, id);
  const changes = { ...given, ...changedAddress(connection, given.baseUrl, apiVersion) };
  if (connection.kind === 'sandbox' && (changes.apiKey !== undefined || changes.baseUrl !== undefined)) {
    throw new WrongStateError('The sandbox has neither a key nor an address to change.');
  }
  if (changes.baseUrl !== undefined && changes.apiKey === undefined) {
    assertSameServer(connection.baseUrl, changes.baseUrl);
  }
  if (changes.baseUrl !== undefined) await assertCallable(ctx, changes.baseUrl);
  const isAnother = changes.apiKey !== undefined || (changes.baseUrl ?? connection.baseUrl) !== connection.baseUrl;
  await ctx.transaction(async (tx) => {
    await tx.connections.update(id, { ...changes, ...(isAnother ? { lastTest: null } : {}) });
    const thing = { kind: 'connection', id, name: changes.name ?? connection.name } as const;
    await tx.audit.write({ verb: 'updateConnection', thing, ...describeConnectionChange(connection, changes) });
  });
  await wakeHeldBatches(ctx, id);
  const tokenLimit = given.limits?.maxEnqueuedTokens;
  if (tokenLimit !== undefined && tokenLimit !== connection.limits.maxEnqueuedTokens) await forgetTokenLimit(ctx, id);
  return viewConnection(ctx, id);
}

function changedAddress(
  connection: ConnectionSettings,
  baseUrl: string | undefined,
  apiVersion: string | null | undefined,
): { readonly baseUrl?: string } {
  if (connection.kind !== 'azure_openai' || (baseUrl === undefined && apiVersion === undefined)) return {};
  const saved = readAzureAddress(connection.baseUrl);
  const given = baseUrl === undefined ? { endpoint: saved.endpoint, apiVersion: null } : readAzureAddress(baseUrl);
  const otherVersion = apiVersion === undefined ? saved.apiVersion : null;
  return {
    baseUrl: azureBaseUrl({
      endpoint: given.endpoint,
      apiVersion: apiVersion ?? given.apiVersion ?? otherVersion,
    }),
  };
}

function assertSameServer(before: string, after: string): void {
  if (new URL(before).origin === new URL(after).origin) return;
  const sentence = 'Enter the key again: the saved one is not sent to another server unasked.';
  throw new InvalidInputError(sentence, { apiKey: sentence });
}
