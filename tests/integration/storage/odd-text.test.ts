import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { connectionTestText } from '#lib/shared/words/connection-test-text.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeRequest } from '../index/index-model.ts';

const database = usePrismaDatabase();
const nothingKnown = {
  reason: null,
  statusCode: null,
  providerCode: null,
  retryAfterMs: null,
  systemCode: null,
  address: null,
};

describe('text that PostgreSQL does not take', () => {
  test('a provider may put NUL into the message of a connection test', async () => {
    const connections = createPrismaConnectionStore({
      prisma: database.prisma,
      workspaceId: 'local',
      secrets: createSecretBox('a secret that is only used by this one test'),
    });
    await connections.create({
      id: 'c1',
      name: 'Odd',
      kind: 'openai',
      baseUrl: 'https://api.example.com/v1',
      apiKey: 'sk-test-1234',
      limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
      createdAt: new Date(),
    });
    const lastTest = {
      at: '2026-11-21T12:00:00.000Z',
      ok: false,
      finding: { code: 'call_failed', facts: { ...nothingKnown, kind: 'rejected', providerMessage: 'a\0b\ud800' } },
    } as const;
    await connections.update('c1', { lastTest });
    const stored = (await connections.find('c1'))?.lastTest?.finding;
    expect(stored === undefined ? '' : connectionTestText(stored, 'Odd')).toBe('Odd refused this: “a\u2400b\ufffd”.');
  });
});

describe('searching ids', () => {
  const batchId = 'odd';
  const index = () => createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
  // Each is found by a part of it, beside an id with an escape, which is what makes the expression run.
  const ids = ['ไทย\nที่นี่', 'हिन्दी"पत्र', 'a\\b👍🏽c', '.*+?()[]{}|^$"', 'e\u0301te\n', '#x-y&~"', 'b<1>\n!%_'];

  beforeAll(async () => {
    const requests = ids.map((id, at) => makeRequest(at + 1, id));
    await index().writeRequests(batchId, Readable.from([requests]));
  });

  test.each(ids)('finds %j by its parts, whatever is special in it', async (id) => {
    const points = Array.from(id);
    for (let from = 0; from + 3 <= points.length; from += 1) {
      const customId = points.slice(from, from + 3).join('');
      const page = await index().findRequests(batchId, { customId, limit: 10 });
      expect(page.items.map((row) => row.customId)).toContain(id);
    }
  });
});
