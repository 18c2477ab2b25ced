import type { Provider } from '#lib/contracts/provider.ts';
import { createClient } from './create-client.ts';
import { createOpenAiProvider, type OpenAiProviderOptions } from './openai-provider.ts';
import { azureProfile } from './profiles.ts';

export interface AzureOpenAiProviderOptions extends Omit<OpenAiProviderOptions, 'client' | 'profile'> {
  readonly apiKey: string;
  /** As `azureBaseUrl` writes it, with its `api-version`, if any, as the query. */
  readonly baseUrl: string;
}

/**
 * An Azure OpenAI resource. Through the plain client: the package's `AzureOpenAI` cannot do without a
 * version, which the `v1` API has not, and follows redirects in a way that keeps a whole upload in memory.
 */
export function createAzureOpenAiProvider({
  apiKey,
  baseUrl,
  maxRetries,
  ...rest
}: AzureOpenAiProviderOptions): Provider {
  const url = new URL(baseUrl);
  const client = createClient({
    apiKey,
    maxRetries,
    baseUrl: `${url.origin}${url.pathname}`,
    headers: { 'api-key': apiKey, authorization: null },
    query: Object.fromEntries(url.searchParams),
  });
  return createOpenAiProvider({ ...rest, client, profile: azureProfile });
}
