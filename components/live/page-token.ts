/**
 * A token for one action of one page view: sent with it, it makes a double click and a repeated request one action.
 * Works on plain HTTP too, where `crypto.randomUUID` does not exist.
 */
export function createPageToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
