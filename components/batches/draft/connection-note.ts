import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

/** A quieter second line for a connection among others. */
export function connectionNote(connection: ConnectionView): string {
  if (connection.kind === 'sandbox') return 'made-up answers, costs nothing';
  const hasShownKey = connection.keyLast4 !== null && connection.keyLast4 !== '';
  const address = hasShownKey ? `key …${connection.keyLast4}` : connection.baseUrl;
  if (connection.isKeyRefused) return `${address}, key refused`;
  if (connection.lastTest === null) return `${address}, not tested yet`;
  return connection.lastTest.ok ? `${address}, tested and works` : `${address}, last test failed`;
}
