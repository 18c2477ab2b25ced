import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { answerOddRequest, nameForwardedHost } from '#scripts/web-requests.ts';

describe('requests that Next would answer with 500', () => {
  test.each([
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
    expect(answerOddRequest({ method: 'POST', url: '/batches', headers: { 'content-type': 'text/plain' } })).toBeNull();
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
