import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';

/** `/v1/chat/completions` → "chat completions". */
export function endpointName(endpoint: BatchEndpoint): string {
  return endpoint.replace(/^\/v1\//, '').replaceAll('/', ' ');
}
