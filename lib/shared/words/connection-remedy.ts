import type { CallFault, CallFaultReason } from '#lib/shared/contract/call-fault.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

/**
 * What a person can do about a connection that does not work: enter a new key, correct the address, or
 * nothing here.
 */
export type ConnectionRemedy = 'new_key' | 'address' | 'none';

const addressReasons: ReadonlySet<CallFaultReason> = new Set<CallFaultReason>([
  'nothing_listens',
  'unknown_host',
  'name_not_resolved',
  'no_route',
  'bad_certificate',
  'not_https',
  'blocked_port',
  'bad_address',
  'not_public',
  'redirected',
  'no_batch_api',
  'reply_too_large',
]);

/**
 * Which remedy fits. A new key helps only against a refused key; nothing here helps against trouble, limits
 * and credit at the provider.
 */
export function connectionRemedy({
  kind,
  isKeyRefused,
  lastTest,
}: Pick<ConnectionView, 'kind' | 'isKeyRefused' | 'lastTest'>): ConnectionRemedy {
  if (kind === 'sandbox') return 'none';
  if (isKeyRefused) return 'new_key';
  return lastTest?.finding.code === 'call_failed' ? remedyOf(lastTest.finding.facts) : 'none';
}

function remedyOf({ kind, reason }: CallFault): ConnectionRemedy {
  if (kind === 'key_refused') return 'new_key';
  if (reason !== null) return addressReasons.has(reason) ? 'address' : 'none';
  return kind === 'not_found' || kind === 'unreadable' ? 'address' : 'none';
}
