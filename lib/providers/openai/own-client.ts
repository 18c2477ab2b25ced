import type { AzureOpenAI, OpenAI } from 'openai';
import { azureProfile, profileFor } from './profiles.ts';
import type { ProviderProfile } from './provider-profile.ts';

/**
 * The caller's client, made fit for batches. An `AzureOpenAI` with a deployment, or with one in its address,
 * would send `POST /batches` to `/deployments/<name>/batches`, which does not exist: a copy of it without one
 * is used. The caller's own stays as it is.
 */
export function adoptClient(client: OpenAI): OpenAI {
  if (!isAzureClient(client)) return client;
  const baseURL = client.baseURL.replace(/\/deployments\/[^/]+\/?$/, '');
  if (client.deploymentName === undefined && baseURL === client.baseURL) return client;
  return client.withOptions({ deployment: undefined, baseURL });
}

/** By the host of its address; an `AzureOpenAI` speaks to Azure whatever that is. */
export function profileOf(client: OpenAI): ProviderProfile {
  return isAzureClient(client) ? azureProfile : profileFor(client.baseURL);
}

/** Known by its shape: a caller's own client may come from another copy of the package. */
function isAzureClient(client: OpenAI): client is AzureOpenAI {
  return 'deploymentName' in client && 'apiVersion' in client;
}
