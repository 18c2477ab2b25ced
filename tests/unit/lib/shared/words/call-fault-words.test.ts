import { expect, test } from 'vitest';
import { callFaultKinds, callFaultReasons, callFaultSchema, type CallFault } from '#lib/shared/contract/call-fault.ts';
import { describeCallFault } from '#lib/shared/words/call-fault-words.ts';

const fault = (known: Partial<CallFault>): CallFault => ({
  kind: 'rejected',
  reason: null,
  statusCode: null,
  providerCode: null,
  providerMessage: null,
  retryAfterMs: null,
  systemCode: null,
  address: null,
  ...known,
});

const say = (known: Partial<CallFault>): string => describeCallFault(fault(known), 'Acme');

test('a forbidden call is no refused key, and keeps the provider’s own message and code', () => {
  expect(
    say({
      kind: 'not_allowed',
      statusCode: 403,
      providerMessage: 'Batch API is not available for your plan',
      providerCode: 'not_available_for_plan',
    }),
  ).toBe(
    'This account may not do this at Acme (HTTP 403): “Batch API is not available for your plan” (not_available_for_plan). Ask whoever manages the account there.',
  );
});

test('an address without a version gets a hint at /v1, where nothing was found', () => {
  const notFound = { kind: 'not_found', statusCode: 404, providerMessage: 'Not found' } as const;
  expect(say({ ...notFound, address: 'api.acme.test' })).toBe(
    'Acme answered “not found” (HTTP 404): “Not found”. Check the address api.acme.test: most end in /v1.',
  );
  expect(say({ ...notFound, address: 'api.acme.test/v1' })).toBe('Acme answered “not found” (HTTP 404): “Not found”.');
});

test('trouble at the provider is not the same as a provider that nobody reaches', () => {
  expect(say({ kind: 'unavailable', statusCode: 500 })).toBe(
    'Acme has trouble at the moment (HTTP 500). Try again later.',
  );
  expect(say({ kind: 'unavailable', reason: 'nothing_listens', address: '127.0.0.1:9/v1' })).toBe(
    'Nothing answers at 127.0.0.1:9. Check the address.',
  );
});

test('every sentence ends as a sentence, also after the provider’s own words', () => {
  for (const kind of callFaultKinds) {
    for (const reason of [null, ...callFaultReasons]) {
      for (const providerMessage of [null, 'It broke', 'It broke.', 'Why?']) {
        const said = say({ kind, reason, providerMessage, address: 'api.acme.test', systemCode: 'ECONNRESET' });
        expect(said).toMatch(/[.?!]”?$/);
        expect(said).not.toMatch(/[.?!]”\.|\.\./);
      }
    }
  }
});

test('a fault is read back as it was stored', () => {
  const stored = fault({ kind: 'quota', statusCode: 429, providerCode: 'insufficient_quota' });
  expect(callFaultSchema.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
});
