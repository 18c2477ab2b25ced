import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noGuard } from '#app/_server/access-guard.ts';
import { answerWrite, type RouteWrite } from '#app/_server/answer-write.ts';
import { apiErrorSchema } from '#lib/shared/contract/action-result.ts';
import { retryBatchBody, startBatchBody } from '#lib/shared/contract/api-inputs.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeContext, makeFileStore } from '#tests/unit/lib/uploads/upload-fixture.ts';

const asked: unknown[] = [];

interface Sent {
  readonly path?: string;
  readonly body?: BodyInit | null;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(write: RouteWrite, sent: Sent = {}): Promise<Response> {
  const { path = '/api/batches/b1/start', body = null, headers = {} } = sent;
  const request = new Request(`http://localhost:3000${path}`, {
    method: 'POST',
    headers: { host: 'localhost:3000', ...headers },
    body,
  });
  const ctx = makeContext(await makeFileStore());
  return answerWrite(
    { request, params: Promise.resolve({ batchId: 'b1' }) },
    { write, status: 200 },
    {
      origins: new Set(['http://localhost:3000']),
      getContext: (wanted) => (asked.push(wanted), Promise.resolve(ctx)),
      guard: () => Promise.resolve(noGuard),
      log: silentLog,
    },
  );
}

const readToken: RouteWrite = (_call, { token }) => Promise.resolve({ token });

async function tokenOf(sent: Sent): Promise<string> {
  return z.object({ token: z.string().min(8).max(64) }).parse(await (await send(readToken, sent)).json()).token;
}

describe('the token of an attempt', () => {
  test('is the same with the same key, and another one for another address or without a key', async () => {
    const headers = { 'idempotency-key': 'k' };
    const token = await tokenOf({ headers });
    expect(await tokenOf({ headers })).toBe(token);
    const others = await Promise.all([
      tokenOf({ headers, path: '/api/batches/b1/retry' }),
      tokenOf({ headers, path: '/api/batches/b2/start' }),
      tokenOf({ headers: { 'idempotency-key': 'other' } }),
      tokenOf({}),
      tokenOf({}),
    ]);
    expect(new Set([token, ...others]).size).toBe(6);
  });
});

test('the query may name the workspace, and then the change is made there', async () => {
  asked.length = 0;
  const start: RouteWrite = (_call, { readBody }) => readBody(startBatchBody);
  expect((await send(start, { path: '/api/batches/b1/start?workspace=shop' })).status).toBe(200);
  expect(asked).toEqual([{ batchId: 'b1', slug: 'shop' }]);
});

describe('the body of a change', () => {
  const start: RouteWrite = (_call, { readBody }) => readBody(startBatchBody);
  const retry: RouteWrite = (_call, { readBody }) => readBody(retryBatchBody);

  test('is JSON, or nothing where nothing is needed', async () => {
    expect(await (await send(start)).json()).toEqual({});
    expect(await (await send(start, { body: ' \n' })).json()).toEqual({});
    const body = '{"connectionId":"c1","leaveOutBadLines":true}';
    expect(await (await send(start, { body })).json()).toEqual(JSON.parse(body));
    const scope = { kind: 'custom_ids', customIds: ['a'] };
    expect(await (await send(retry, { body: JSON.stringify({ scope }) })).json()).toEqual({ scope });
  });

  test.each<[string, RouteWrite, Sent, RegExp]>([
    ['broken JSON', start, { body: '{' }, /^The body is not JSON/],
    ['a list', start, { body: '[]' }, /^Send a JSON object\. Known here: connectionId/],
    ['null', start, { body: 'null' }, /^Send a JSON object/],
    [
      'an unknown field',
      start,
      { body: '{"connection":"c1"}' },
      /^There is no such field here: connection\. Known here: conn/,
    ],
    ['a field of a prototype', start, { body: '{"__proto__":{"connectionId":"c1"}}' }, /^There is no such field here/],
    ['a field of another type', start, { body: '{"leaveOutBadLines":"yes"}' }, /expected boolean.*leaveOutBadLines/],
    ['an id that is none', start, { body: '{"connectionId":""}' }, /^There is nothing with this id/],
    ['no scope', retry, {}, /^Say what to retry: \{"kind":"curable"\}/],
    ['an unknown scope', retry, { body: '{"scope":{"kind":"some"}}' }, /^Say what to retry/],
    ['a scope that is text', retry, { body: '{"scope":"all"}' }, /^Say what to retry/],
    ['a scope without its list', retry, { body: '{"scope":{"kind":"lines"}}' }, /scope\.lines/],
    ['more than 1 MB', start, { body: ' '.repeat(1024 * 1024 + 1) }, /^The body is larger than 1 MB/],
    ['what is no UTF-8', start, { body: new Uint8Array([0xff, 0xfe]) }, /^The body is not UTF-8/],
    ['a packed body', start, { body: '{}', headers: { 'content-encoding': 'br' } }, /^The body has a Content-Encoding/],
    ['a query', start, { path: '/api/batches/b1/start?connectionId=c1' }, /^Nothing is read from the query/],
    ['a key of other signs', start, { headers: { 'idempotency-key': 'schlüssel' } }, /^An Idempotency-Key has/],
  ])('is refused in a sentence: %s', async (_what, write, sent, sentence) => {
    const response = await send(write, sent);
    const { error } = apiErrorSchema.parse(await response.json());
    expect(error.message).toMatch(sentence);
    expect([response.status, error.code]).toEqual([400, 'invalid_input']);
  });
});

test('a fault of ours is hidden behind a reference', async () => {
  const response = await send(() => Promise.reject(new Error('secret')));
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
});
