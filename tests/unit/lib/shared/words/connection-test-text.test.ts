import { expect, test } from 'vitest';
import type { LocalFault } from '#lib/shared/contract/local-fault.ts';
import { connectionTestText } from '#lib/shared/words/connection-test-text.ts';

test('what a test found is said anew each time, by the name that the connection has now', () => {
  const refused = {
    kind: 'key_refused',
    reason: null,
    statusCode: 401,
    providerCode: null,
    providerMessage: 'Incorrect API key provided.',
    retryAfterMs: null,
    systemCode: null,
    address: null,
  } as const;
  expect(connectionTestText({ code: 'call_failed', facts: refused }, 'Renamed')).toBe(
    'Renamed refused the key (HTTP 401): “Incorrect API key provided.” Enter a new key for this connection.',
  );
  expect(connectionTestText({ code: 'answered', facts: { tookMs: 310, modelCount: 41 } }, 'Acme')).toBe(
    'Acme answered in 0.3 s and offers 41 models.',
  );
  expect(connectionTestText({ code: 'answered', facts: { tookMs: 5, modelCount: null } }, 'Acme')).toBe(
    'Acme answered in 0.1 s.',
  );
  expect(connectionTestText({ code: 'as_written', facts: { text: 'Acme answered.' } }, 'Renamed')).toBe(
    'Acme answered.',
  );
});

test('a test that could not be made says why where a code tells', () => {
  const text = (fault: LocalFault | null) => connectionTestText({ code: 'not_made', facts: { fault } }, 'Acme');
  expect(text({ code: 'sandbox_off', facts: {} })).toMatch(/^The sandbox is switched off\./);
  expect(text(null)).toBe('Something went wrong on this machine. Its log says what.');
});
