import type { Provider } from '#lib/contracts/provider.ts';
import { createAzureOpenAiProvider } from '#lib/providers/openai/azure-openai-provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { sandboxProfile } from '#lib/providers/openai/profiles.ts';
import type { ProviderOptions } from './provider-registry.ts';

/** The provider behind a saved connection. */
export function createConnectionProvider({ kind, ...options }: ProviderOptions): Provider {
  const { baseUrl } = options;
  if (kind === 'azure_openai' && baseUrl !== null) return createAzureOpenAiProvider({ ...options, baseUrl });
  return createOpenAiProvider(kind === 'sandbox' ? { ...options, profile: sandboxProfile } : options);
}
