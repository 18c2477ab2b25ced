import { expect, test } from 'vitest';
import type { CallFault } from '#lib/shared/contract/call-fault.ts';
import { connectionRemedy } from '#lib/shared/words/connection-remedy.ts';

const remedyOf = (fault: Partial<CallFault>, isKeyRefused = false): string =>
  connectionRemedy({
    kind: 'openai_compatible',
    isKeyRefused,
    lastTest: {
      at: '2026-11-21T13:00:00.000Z',
      ok: false,
      finding: {
        code: 'call_failed',
        facts: {
          kind: 'unavailable',
          reason: null,
          statusCode: null,
          providerCode: null,
          providerMessage: null,
          retryAfterMs: null,
          systemCode: null,
          address: null,
          ...fault,
        },
      },
    },
  });

test('a new key is offered for a refused key alone', () => {
  expect(remedyOf({ kind: 'key_refused', statusCode: 401 })).toBe('new_key');
  expect(remedyOf({}, true)).toBe('new_key');
  for (const kind of ['not_allowed', 'rate_limited', 'quota', 'rejected', 'unavailable'] as const) {
    expect(remedyOf({ kind, statusCode: 500 })).toBe('none');
  }
});

test('the address is offered where it is to blame', () => {
  for (const reason of ['nothing_listens', 'unknown_host', 'blocked_port', 'redirected', 'no_batch_api'] as const) {
    expect(remedyOf({ reason })).toBe('address');
  }
  expect(remedyOf({ kind: 'unreadable', statusCode: 200 })).toBe('address');
  expect(remedyOf({ reason: 'timed_out' })).toBe('none');
});
