import { batchEndpoints } from '#lib/shared/endpoints.ts';
import type { ProviderLimits } from '../provider.ts';
import type { ProviderProfile } from './provider-profile.ts';

const day = { only: ['24h'] };

/** OpenAI's: 50,000 requests and embedding inputs (its batch guide), 209,715,200 bytes (its own error message); a line has no limit of its own. */
const openAiLimits: ProviderLimits = {
  maxRequestsPerJob: 50_000,
  maxBytesPerJob: 209_715_200,
  maxEmbeddingInputsPerJob: 50_000,
  maxEnqueuedTokens: null,
  maxLineBytes: null,
};

/** Unknown hosts, such as proxies: OpenAI's limits and routes, and nothing is refused that the provider itself may take. */
export const defaultProfile: ProviderProfile = {
  name: 'OpenAI',
  hosts: [],
  limits: openAiLimits,
  windows: null,
  urls: null,
  upload: { path: '/files', purpose: 'batch', hasNameField: false },
  unreadyFileStatuses: ['pending', 'running'],
};

/** https://platform.openai.com/docs/api-reference/batch/create. Only `24h`; regional hosts end in `.api.openai.com`. */
export const openAiProfile: ProviderProfile = {
  ...defaultProfile,
  hosts: ['api.openai.com', '.api.openai.com'],
  windows: day,
  urls: batchEndpoints,
};

/** The sandbox takes what OpenAI takes. It listens wherever a port is free, so no host tells it. */
export const sandboxProfile: ProviderProfile = { ...openAiProfile, name: 'Sandbox', hosts: [] };

export const azureProfile: ProviderProfile = {
  ...defaultProfile,
  name: 'Azure OpenAI',
  hosts: ['.openai.azure.com', '.cognitiveservices.azure.com', '.services.ai.azure.com'],
  limits: { ...openAiLimits, maxRequestsPerJob: 100_000, maxEmbeddingInputsPerJob: null },
  windows: day,
  unreadyFileStatuses: ['uploaded', 'pending', 'running'],
};

const knownProfiles: readonly ProviderProfile[] = [openAiProfile, azureProfile];

/** The profile of whoever answers at a base URL; the default one for a host that we do not know. */
export function profileFor(baseUrl: string): ProviderProfile {
  const host = URL.parse(baseUrl)?.hostname ?? '';
  return knownProfiles.find(({ hosts }) => hosts.some((known) => isHost(host, known))) ?? defaultProfile;
}

function isHost(host: string, known: string): boolean {
  return known.startsWith('.') ? host.endsWith(known) : host === known;
}
