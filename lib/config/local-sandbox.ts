import { isLoopback } from './loopback.ts';

/** What the key of a script's sandbox begins with: by it whoever talks to one knows that. */
export const sandboxKeyPrefix = 'sandbox-';

/**
 * True for a sandbox that a script has started on this machine. A gateway to a real provider may listen here
 * too, with a key of that one.
 */
export function isLocalSandbox(baseUrl: string, apiKey: string | null): boolean {
  return apiKey?.startsWith(sandboxKeyPrefix) === true && isLoopback(URL.parse(baseUrl)?.hostname ?? '');
}
