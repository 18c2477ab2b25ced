import type { ConnectionSettings } from '#lib/contracts/connection-store.ts';
import type { Provider, ProviderLimits } from '#lib/contracts/provider.ts';
import { createAzureOpenAiProvider } from '#lib/providers/openai/azure-openai-provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { azureProfile, limitsWith, profileFor, sandboxProfile } from '#lib/providers/openai/profiles.ts';
import { openAiAddress } from '#lib/shared/contract/connection-kinds.ts';
import type { ProviderOptions } from './provider-registry.ts';

/** The provider behind a saved connection. */
export function createConnectionProvider({ kind, ...options }: ProviderOptions): Provider {
  const { baseUrl } = options;
  if (kind === 'azure_openai' && baseUrl !== null) return createAzureOpenAiProvider({ ...options, baseUrl });
  return createOpenAiProvider(kind === 'sandbox' ? { ...options, profile: sandboxProfile } : options);
}

/** What a job may hold at a saved connection. */
export function connectionLimits({ kind, baseUrl, limits }: ConnectionSettings): ProviderLimits {
  if (kind === 'azure_openai') return limitsWith(limits, azureProfile);
  return limitsWith(limits, kind === 'sandbox' ? sandboxProfile : profileFor(baseUrl === '' ? openAiAddress : baseUrl));
}
