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

export function isBatchEndpoint(value: string): value is BatchEndpoint {
  return batchEndpoints.some((endpoint) => endpoint === value);
}
