import { expect, test } from 'vitest';
import { defaultConnection } from '#components/batches/new/default-connection.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

function connection(id: string, lastUsedAt: string | null = null): ConnectionView {
  return {
    id,
    name: id,
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    keyLast4: 'f2Kd',
    limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
    batchCount: 0,
    openBatchCount: 0,
    isKeyRefused: false,
    lastTest: null,
    createdAt: '2026-11-01T00:00:00Z',
    lastUsedAt,
  };
}

test('without a connection there is no default', () => {
  expect(defaultConnection([])).toBeNull();
});

test('the only connection is the default', () => {
  expect(defaultConnection([connection('a')])?.id).toBe('a');
});

test('of several the one used last is the default', () => {
  const connections = [
    connection('a', '2026-11-02T00:00:00Z'),
    connection('b', '2026-11-03T00:00:00Z'),
    connection('c'),
  ];
  expect(defaultConnection(connections)?.id).toBe('b');
});

test('of several that were never used a person has to choose', () => {
  expect(defaultConnection([connection('a'), connection('b')])).toBeNull();
});
