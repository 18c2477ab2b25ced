import { describe, expect, test } from 'vitest';
import { noGuard } from '#app/_server/access-guard.ts';
import { answerRequest, readQuery } from '#app/_server/answer-request.ts';
import type { PathParams, RouteQuery, RouteRead } from '#app/_server/answer-request.ts';
import { NotFoundError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';
import { makeContext, makeFileStore } from '#tests/unit/lib/uploads/upload-fixture.ts';

const lines: string[] = [];
const log = createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) });

async function ask(
  read: RouteRead,
  options: {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly params?: PathParams;
    readonly query?: RouteQuery;
  } = {},
): Promise<Response> {
  const { path = '/api/x', method = 'GET', headers = {}, params, query = {} } = options;
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: { host: 'localhost:3000', ...headers },
  });
  const ctx = makeContext(await makeFileStore());
  return answerRequest(
    { request, params: Promise.resolve(params) },
    { read, query },
    {
      origins: new Set(['http://localhost:3000']),
      getContext: async () => ctx,
      guard: () => Promise.resolve(noGuard),
      log,
    },
  );
}

describe('a route that reads', () => {
  test('answers with JSON that is never kept', async () => {
    const response = await ask(async () => ({ items: [1], odd: '\ud800' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(await response.json()).toEqual({ items: [1], odd: '\ud800' });
  });

  test('hands path and query over as one input; the path wins', async () => {
    const response = await ask(async (_ctx, { input }) => input, {
      path: '/api/x?limit=20&customIds=a&customIds=b&search=&batchId=evil&line=12&lines=[1,2]&mine=true&workspace=shop',
      params: { batchId: 'b1', line: '7' },
      query: { numbers: ['limit', 'line'], lists: ['customIds'], json: ['lines'], booleans: ['mine'] },
    });
    expect(await response.json()).toEqual({
      limit: 20,
      customIds: ['a', 'b'],
      batchId: 'b1',
      line: 7,
      lines: [1, 2],
      mine: true,
    });
  });

  test('answers HEAD without a body, and ends the one it would have had', async () => {
    let isEnded = false;
    const body = new ReadableStream({
      cancel: () => {
        isEnded = true;
      },
    });
    const response = await ask(async () => new Response(body, { headers: { 'content-length': '9' } }), {
      method: 'HEAD',
    });
    expect(response.body).toBeNull();
    expect(response.headers.get('content-length')).toBe('9');
    expect(isEnded).toBe(true);
  });

  test('says what is wrong with its status, and hides what is our fault', async () => {
    const missing = await ask(async () => Promise.reject(new NotFoundError('Batch with id b1 not found')));
    expect(missing.status).toBe(404);
    expect(await missing.json()).toEqual({
      error: { code: 'not_found', message: 'Batch with id b1 not found', fields: {}, reference: null },
    });
    const broken = await ask(async () => Promise.reject(new Error('secret')));
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('secret');
    const headless = await ask(async () => Promise.reject(new NotFoundError('No.')), { method: 'HEAD' });
    expect([headless.status, headless.body]).toEqual([404, null]);
  });

  test.each<Record<string, string>>([{ host: 'evil.example' }, { origin: 'https://evil.example' }])(
    'refuses foreign callers: %j',
    async (headers) => {
      let isAsked = false;
      const response = await ask(
        async () => {
          isAsked = true;
        },
        { headers },
      );
      expect(response.status).toBe(403);
      expect(isAsked).toBe(false);
    },
  );
});

describe('query parameters', () => {
  const read = (text: string, query: RouteQuery = {}) => readQuery(new URLSearchParams(text), query);

  test('without a value count as not given', () => {
    expect(read('search=&after=x')).toEqual({ after: 'x' });
    expect(read('limit=', { numbers: ['limit'] })).toEqual({});
  });

  test('that are no number stay text for the verb to refuse', () => {
    for (const text of ['1e3', '-1', '1.5', 'abc', ' 1', '0x10', '9'.repeat(20)]) {
      expect(read(`limit=${encodeURIComponent(text)}`, { numbers: ['limit'] })).toEqual({ limit: text });
    }
  });

  test('that should be JSON and are not are refused by name', () => {
    expect(() => read('scope={', { json: ['scope'] })).toThrow(/scope is not JSON/);
    expect(read('scope={"kind":"all"}', { json: ['scope'] })).toEqual({ scope: { kind: 'all' } });
  });

  test('keep keys that JavaScript objects treat specially from doing harm', () => {
    const values = read('__proto__=x&constructor=y');
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });
});
