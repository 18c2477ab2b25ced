import { isLocalSandbox } from '#lib/config/local-sandbox.ts';
import type { ConnectionSecrets, ConnectionSettings, ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Providers } from '#lib/contracts/context.ts';
import type { Provider, ProviderLimits } from '#lib/contracts/provider.ts';
import { WrongStateError } from '#lib/errors.ts';
import type { ConnectionKind } from '#lib/shared/contract/connection-kinds.ts';

export interface ProviderOptions {
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly apiKey: string;
  /** Null takes the provider's own address. */
  readonly baseUrl: string | null;
  readonly limits: Partial<ProviderLimits>;
  readonly pollMs?: number;
  /** How calls travel; Node's own fetch when absent. */
  readonly fetch?: typeof fetch | undefined;
}

export interface ProviderRegistryOptions {
  readonly connections: ConnectionStore;
  /** Where the sandbox listens, without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
  /** The key that the sandbox accepts. */
  readonly sandboxKey: () => Promise<string>;
  /** For addresses that people gave; the sandbox is our own. */
  readonly fetch?: typeof fetch | undefined;
  readonly createProvider: (options: ProviderOptions) => Provider;
  readonly limitsOf: (settings: ConnectionSettings) => ProviderLimits;
}

/** A job there takes seconds, and looking costs nothing. */
const sandboxPollMs = 500;

/** Makes a provider from a saved connection, anew for each call: a changed key counts at once. */
export function createProviderRegistry(options: ProviderRegistryOptions): Providers {
  return {
    limitsOf: options.limitsOf,
    async forConnection(connectionId) {
      if (connectionId === null) throw new WrongStateError({ code: 'connection_not_chosen', facts: {} });
      const connection = await options.connections.getSecrets(connectionId);
      if (connection.kind === 'sandbox') return options.createProvider(await sandboxOptions(connection, options));
      return options.createProvider({ ...accountOptions(connection), fetch: options.fetch });
    },
  };
}

function accountOptions({ kind, name, limits, baseUrl, apiKey }: ConnectionSecrets): ProviderOptions {
  const account = { kind, name, limits, baseUrl: baseUrl === '' ? null : baseUrl, apiKey: apiKey ?? '' };
  return isLocalSandbox(baseUrl ?? '', apiKey) ? { ...account, pollMs: sandboxPollMs } : account;
}

async function sandboxOptions(
  { kind, name, limits }: ConnectionSecrets,
  { sandboxUrl, sandboxKey }: ProviderRegistryOptions,
): Promise<ProviderOptions> {
  if (sandboxUrl === null) throw new WrongStateError({ code: 'sandbox_off', facts: {} });
  const apiKey = await sandboxKey();
  return { kind, name, limits, baseUrl: `${sandboxUrl}/v1`, apiKey, pollMs: sandboxPollMs };
}
