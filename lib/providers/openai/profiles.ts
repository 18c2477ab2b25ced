import type { ProviderLimits } from '#lib/contracts/provider.ts';
import { batchEndpoints, dashScopeTestUrl } from '#lib/shared/contract/endpoints.ts';
import type { ProviderProfile } from './provider-profile.ts';

const megabyte = 1_000_000;
const oneDay = { only: ['24h'] };

/** OpenAI's: 50,000 requests and embedding inputs (its batch guide) and 209,715,200 bytes (its own error message). */
const openAiLimits: ProviderLimits = {
  maxRequestsPerJob: 50_000,
  maxBytesPerJob: 209_715_200,
  maxEmbeddingInputsPerJob: 50_000,
  maxEnqueuedTokens: null,
  maxLineBytes: null,
};

/** Of a host that we do not know, such as a proxy: OpenAI's limits and routes, and nothing is refused in its name. */
const defaultProfile: ProviderProfile = {
  name: 'OpenAI',
  hosts: [],
  limits: openAiLimits,
  windows: null,
  urls: null,
  wantsMethodAndUrl: true,
  upload: { path: '/files', purpose: 'batch', hasNameField: false },
  unreadyFileStatuses: ['pending', 'running'],
};

/**
 * The endpoints and the one window of openai-openapi, `CreateBatchRequest`. Regional hosts end in
 * `.api.openai.com`.
 */
const openAi: ProviderProfile = {
  ...defaultProfile,
  hosts: ['api.openai.com', '.api.openai.com'],
  windows: oneDay,
  urls: batchEndpoints,
};

/** Takes what OpenAI takes. It listens wherever a port is free, so no host tells it. */
export const sandboxProfile: ProviderProfile = { ...openAi, name: 'Sandbox', hosts: [] };

/**
 * 100,000 requests and 200 MB, window 24h; jobs that take longer go on (Microsoft Learn, "Azure OpenAI
 * batch"). Lines write `/chat/completions` or `/v1/chat/completions`, after the age of the document: both are
 * taken. An uploaded file is `pending` before it is `processed`. No limit of embedding inputs was found.
 */
export const azureProfile: ProviderProfile = {
  ...defaultProfile,
  name: 'Azure OpenAI',
  hosts: ['.openai.azure.com', '.openai.azure.us', '.cognitiveservices.azure.com', '.services.ai.azure.com'],
  limits: {
    ...openAiLimits,
    maxRequestsPerJob: 100_000,
    maxBytesPerJob: 200 * megabyte,
    maxEmbeddingInputsPerJob: null,
  },
  windows: oneDay,
  urls: batchEndpoints.flatMap((endpoint) => [endpoint, endpoint.slice('/v1'.length)]),
  unreadyFileStatuses: ['uploaded', 'pending', 'running'],
};

/**
 * Of Groq's batch guide ("chat completion, audio transcription, and audio translation") and of Together's
 * command line reference.
 */
const audioUrls = ['/v1/audio/transcriptions', '/v1/audio/translations'];

/** 50,000 lines, window 24h to 7d (Groq's batch guide; of its figures of 100 and 200 MB the safe one). */
const groq: ProviderProfile = {
  ...defaultProfile,
  name: 'Groq',
  hosts: ['api.groq.com'],
  limits: { ...openAiLimits, maxBytesPerJob: 100 * megabyte },
  windows: { fromHours: 24, toHours: 7 * 24 },
  urls: ['/v1/chat/completions', ...audioUrls],
};

/**
 * 50,000 requests, 100 MB, 10 MB a line, 30 billion enqueued tokens a model, window 24h (docs.together.ai,
 * batch overview and tutorial). Files go to `/files/upload` with `purpose=batch-api` and a field `file_name`
 * (its cURL example). Its own examples leave `method` and `url` out of the lines; that it takes lines with
 * them could not be tried.
 */
const together: ProviderProfile = {
  ...defaultProfile,
  name: 'Together',
  hosts: ['api.together.xyz', 'api.together.ai'],
  limits: {
    ...openAiLimits,
    maxBytesPerJob: 100 * megabyte,
    maxEnqueuedTokens: 30_000_000_000,
    maxLineBytes: 10 * megabyte,
  },
  windows: oneDay,
  urls: ['/v1/chat/completions', ...audioUrls],
  wantsMethodAndUrl: false,
  upload: { path: '/files/upload', purpose: 'batch-api', hasNameField: true },
};

/** 5,000 lines, 1 GB (SiliconFlow's batch guide); chat only, window 24h to 336h (its API reference, "create batch"). */
const siliconFlow: ProviderProfile = {
  ...defaultProfile,
  name: 'SiliconFlow',
  hosts: ['api.siliconflow.cn', 'api.siliconflow.com'],
  limits: { ...openAiLimits, maxRequestsPerJob: 5_000, maxBytesPerJob: 1_000 * megabyte },
  windows: { fromHours: 24, toHours: 336 },
  urls: ['/v1/chat/completions'],
};

/** 100 MB, chat only, window 12h to 7d (platform.kimi.ai, "create batch"). No limit of lines is named. */
const moonshot: ProviderProfile = {
  ...defaultProfile,
  name: 'Moonshot',
  hosts: ['api.moonshot.ai', 'api.moonshot.cn'],
  limits: { ...openAiLimits, maxBytesPerJob: 100 * megabyte },
  windows: { fromHours: 12, toHours: 7 * 24 },
  urls: ['/v1/chat/completions'],
};

/**
 * 50,000 requests, 100 MB, lines with `/v4/…` (docs.bigmodel.cn, batch guide); 10,000 requests for
 * embeddings, each of which has one input or more. That it takes only 24h is not said: the window is left to
 * it.
 */
const zhipu: ProviderProfile = {
  ...defaultProfile,
  name: 'Zhipu',
  hosts: ['open.bigmodel.cn', 'api.z.ai'],
  limits: { ...openAiLimits, maxBytesPerJob: 100 * megabyte, maxEmbeddingInputsPerJob: 10_000 },
  urls: ['/v4/chat/completions', '/v4/embeddings', '/v4/images/generations'],
};

/**
 * Chat, embeddings and a test that costs nothing; window 24h to 336h, also in days (Alibaba Model Studio,
 * OpenAI-compatible batch). 50,000 lines, 500 MB and 6 MB a line come from an older page of it.
 */
const dashScope: ProviderProfile = {
  ...defaultProfile,
  name: 'DashScope',
  hosts: ['dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com', 'dashscope-us.aliyuncs.com', '.maas.aliyuncs.com'],
  limits: { ...openAiLimits, maxBytesPerJob: 500 * megabyte, maxLineBytes: 6 * megabyte },
  windows: { fromHours: 24, toHours: 336 },
  urls: ['/v1/chat/completions', '/v1/embeddings', dashScopeTestUrl],
};

/**
 * Chat and completions (novita.ai, "create batch"), whose example lines have `custom_id` and `body` only. Its
 * pages say that the window is always 24h, and always 48h. Limits were not found.
 */
const novita: ProviderProfile = {
  ...defaultProfile,
  name: 'Novita',
  hosts: ['api.novita.ai'],
  windows: { only: ['24h', '48h'] },
  wantsMethodAndUrl: false,
  urls: ['/v1/chat/completions', '/v1/completions'],
};

/**
 * Windows 1h and 24h; 100 MB a file (the configuration of its own control-layer). Which endpoints it takes
 * depends on the model.
 */
const doubleword: ProviderProfile = {
  ...defaultProfile,
  name: 'Doubleword',
  hosts: ['api.doubleword.ai'],
  limits: { ...openAiLimits, maxBytesPerJob: 100 * megabyte },
  windows: { only: ['1h', '24h'] },
};

const knownProfiles: readonly ProviderProfile[] = [
  openAi,
  azureProfile,
  groq,
  together,
  siliconFlow,
  moonshot,
  zhipu,
  dashScope,
  novita,
  doubleword,
];

/**
 * The profile of whoever answers at a base URL; for a host that we do not know the default one, under the
 * name of the host.
 */
export function profileFor(baseUrl: string): ProviderProfile {
  const url = URL.parse(baseUrl);
  const profile = knownProfiles.find(({ hosts }) => hosts.some((known) => isHost(url?.hostname ?? '', known)));
  return profile ?? { ...defaultProfile, name: url?.host ?? defaultProfile.name };
}

function isHost(host: string, known: string): boolean {
  return known.startsWith('.') ? host.endsWith(known) : host === known;
}

/** The limits of a profile, but for those that somebody has set. */
export function limitsWith(limits: Partial<ProviderLimits>, { limits: defaults }: ProviderProfile): ProviderLimits {
  return {
    maxRequestsPerJob: limits.maxRequestsPerJob ?? defaults.maxRequestsPerJob,
    maxBytesPerJob: limits.maxBytesPerJob ?? defaults.maxBytesPerJob,
    maxEmbeddingInputsPerJob: limits.maxEmbeddingInputsPerJob ?? defaults.maxEmbeddingInputsPerJob,
    maxEnqueuedTokens: limits.maxEnqueuedTokens ?? defaults.maxEnqueuedTokens,
    maxLineBytes: limits.maxLineBytes ?? defaults.maxLineBytes,
  };
}
