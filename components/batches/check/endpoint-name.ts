/** `/v1/chat/completions` → "chat completions". */
export function endpointName(endpoint: string): string {
  return endpoint.replace(/^\/v1\//, '').replaceAll('/', ' ');
}
