/** Where an Azure OpenAI resource answers. */
export interface AzureAddress {
  /** As the portal shows it: `https://my-resource.openai.azure.com`. */
  readonly endpoint: string;
  /** Null for the `v1` API, which needs none. */
  readonly apiVersion: string | null;
}

/** Versions of the `v1` API; all others are dates and belong to the older routes. */
const versionsOfV1 = ['v1', 'preview', 'latest'];

/**
 * Reads whatever address of a resource a person has at hand: the endpoint, a base URL, a project's endpoint,
 * or the "target URI" of a deployment with its `api-version`.
 */
export function readAzureAddress(address: string): AzureAddress {
  const url = new URL(address);
  const [path = ''] = url.pathname.split(/\/(?:openai|api\/projects)(?:\/|$)/);
  return { endpoint: `${url.origin}${path.replace(/\/+$/, '')}`, apiVersion: url.searchParams.get('api-version') };
}

/** The base URL of the API, its version as the query: `…/openai/v1`, or `…/openai?api-version=2024-10-21`. */
export function azureBaseUrl({ endpoint, apiVersion }: AzureAddress): string {
  if (apiVersion === null) return `${endpoint}/openai/v1`;
  const route = versionsOfV1.includes(apiVersion) ? 'openai/v1' : 'openai';
  return `${endpoint}/${route}?api-version=${encodeURIComponent(apiVersion)}`;
}
