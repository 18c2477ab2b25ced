import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { apiTable } from '#app/_server/api-table.ts';
import { apiErrorSchema } from '#lib/shared/contract/action-result.ts';
import { answerOddRequest, nameForwardedHost } from '#scripts/web-requests.ts';

describe('requests that Next would answer with 500, or without a word', () => {
  test.each([
    ['PUT', '/batches', 405],
    ['PROPFIND', '/', 405],
    ['POST', '/batches', 405],
    ['GET', 'http://evil.example/batches', 400],
    ['GET', '/api/batches/%ff', 400],
    ['GET', '/batches/%E0%A4%A', 400],
    ['POST', '/%', 400],
    ['TRACE', '/', 405],
    ['OPTIONS', '*', 405],
  ])('%s %s is answered with %i and a sentence', (method, url, status) => {
    const answer = answerOddRequest({ method, url });
    expect(answer?.status).toBe(status);
    expect(answer?.text).toMatch(/^This .+\.\n$/);
  });

  test('a form with a body that cannot be read is answered with a sentence', () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = answerOddRequest({ method: 'POST', url: '/batches', headers });
    expect(answer?.status).toBe(415);
    expect(answer?.text).toMatch(/^This form cannot be sent here\. .+\.\n$/);
    expect(answerOddRequest({ method: 'POST', url: '/api/tus', headers })).toBeNull();
    const call = { 'content-type': 'text/plain', 'next-action': 'x' };
    expect(answerOddRequest({ method: 'POST', url: '/batches', headers: call })).toBeNull();
  });

  test.each([
    ['PUT', '/api/batches', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/api/batches/b1', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/batches/b1/start', 'POST, OPTIONS'],
    ['DELETE', '/api/batches/b1/requests/1?x', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/health', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/auth/callback/oidc?code=a', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/tus/u1', 'POST, HEAD, PATCH, DELETE, OPTIONS'],
    ['PATCH', '/api/none', 'GET, HEAD, POST, OPTIONS'],
  ])('%s %s is answered as JSON that says which methods there are', (method, url, allow) => {
    const answer = answerOddRequest({ method, url });
    expect(answer?.status).toBe(405);
    expect(answer?.headers['allow']).toBe(allow);
    expect(answer?.headers['content-type']).toBe('application/json');
    expect(apiErrorSchema.parse(JSON.parse(answer?.text ?? '')).error.message).toContain(method);
  });

  test('every operation that is described goes on to Next', () => {
    const refused = apiTable.filter(({ method, path }) => {
      const url = path.replaceAll(/[{}]/gu, '');
      return answerOddRequest({ method: method.toUpperCase(), url }) !== null;
    });
    expect(refused).toEqual([]);
    for (const method of ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'])
      expect(answerOddRequest({ method, url: '/api/tus/u1' })).toBeNull();
  });

  test.each(['/', '/batches?q=%ff', '/batches/%E2%82%AC', '/a%20b?x=100%'])('%s goes on to Next', (url) => {
    expect(answerOddRequest({ method: 'GET', url })).toBeNull();
  });
});

describe('a proxy that hands on its own name as Host', () => {
  const origins = new Set(['https://batches.example.com', 'http://localhost:3000']);
  const forwarded = (headers: IncomingHttpHeaders): string | string[] | undefined => {
    nameForwardedHost(headers, origins);
    return headers['x-forwarded-host'];
  };

  test('does not keep actions of our own pages from being run', () => {
    expect(forwarded({ host: '127.0.0.1:3000', origin: 'https://batches.example.com' })).toBe('batches.example.com');
    expect(forwarded({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe('localhost:3000');
  });

  test('lets no other origin in', () => {
    expect(forwarded({ host: '127.0.0.1:3000', origin: 'https://evil.example' })).toBeUndefined();
    expect(forwarded({ host: '127.0.0.1:3000' })).toBeUndefined();
  });
});
