/** The endpoints that a batch may name (openai-openapi, `CreateBatchRequest.endpoint`). */
export const batchEndpoints = [
  '/v1/chat/completions',
  '/v1/responses',
  '/v1/embeddings',
  '/v1/completions',
  '/v1/moderations',
  '/v1/images/generations',
  '/v1/images/edits',
  '/v1/videos',
] as const;
export type BatchEndpoint = (typeof batchEndpoints)[number];

/** What can be chosen for lines that name no endpoint: these, and what Groq and Together have besides. */
export const choosableEndpoints: readonly string[] = [
  ...batchEndpoints,
  '/v1/audio/transcriptions',
  '/v1/audio/translations',
];

/** All spellings of an endpoint that are in use: OpenAI's first, then Azure's without a version, then Zhipu's. */
export function spellingsOf(endpoint: BatchEndpoint): readonly string[] {
  const path = endpoint.slice('/v1'.length);
  return [endpoint, path, `/v4${path}`];
}

/** DashScope answers chat requests to it without a model and for nothing. */
export const dashScopeTestUrl = '/v1/chat/ds-test';

const endpointsByUrl: ReadonlyMap<string, BatchEndpoint> = new Map([
  ...batchEndpoints.flatMap((endpoint) => spellingsOf(endpoint).map((url) => [url, endpoint] as const)),
  [dashScopeTestUrl, '/v1/chat/completions'],
]);

/** The endpoint that a line's `url` means, in whatever known spelling; null for any other text. */
export function endpointOfUrl(url: string): BatchEndpoint | null {
  return endpointsByUrl.get(url) ?? null;
}

/**
 * The endpoint that a url is probably meant for, though no provider is known to accept it written so: a full
 * address, Azure's `/openai/deployments/<name>/…`, no slash in front or one behind, capital letters. Null
 * when it is like none.
 */
export function endpointLike(url: string): BatchEndpoint | null {
  const path = url
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\/[^/]*/u, '')
    .replace(/[?#].*$/u, '')
    .replace(/^\/*(?:openai\/)?(?:deployments\/[^/]+\/)?/u, '/')
    .replaceAll(/\/{2,}/gu, '/')
    .replace(/\/$/u, '');
  return endpointOfUrl(path) ?? batchEndpoints.find((endpoint) => path.endsWith(endpoint)) ?? null;
}
