import { unstable_doesMiddlewareMatch as doesProxyMatch } from 'next/experimental/testing/server';
import { NextRequest } from 'next/server';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '#app/_server/security-headers.ts';
import { config, proxy } from '../../proxy.ts';

/** For a page of the door, which anybody may see: for the others the database is asked. */
const ask = (headers: Record<string, string>): Promise<Response> =>
  proxy(new NextRequest('http://localhost:3000/sign-in?next=%2Fbatches', { headers }));

describe('the proxy', () => {
  test.each(['/api/tus', '/api/tus/batch_1', '/api/batches', '/_next/static/chunks/a.js'])('lets %s pass by', (url) => {
    expect(doesProxyMatch({ config, url })).toBe(false);
  });

  test.each(['/', '/batches', '/batches/b1?tab=failures', '/connections', '/apiary', '/unknown'])(
    'covers %s',
    (url) => {
      expect(doesProxyMatch({ config, url })).toBe(true);
    },
  );

  test('refuses pages and actions under other names than ours', async () => {
    const refused = await ask({ host: 'evil.example:3000' });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toMatch(/not one of the dashboard/);
    expect((await ask({ host: 'localhost:3000', origin: 'https://evil.example' })).status).toBe(403);
  });

  test('gives each page a nonce of its own, to Next and to the browser alike', async () => {
    const responses = await Promise.all([
      ask({ host: 'localhost:3000', 'x-langbatch-page': '/batches?workspace=a' }),
      ask({ host: 'localhost:3000' }),
    ]);
    const nonces = responses.map(
      (response) => /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1],
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(responses[0]?.headers.get('x-middleware-request-x-nonce')).toBe(nonces[0]);
    expect(responses[0]?.headers.get('x-middleware-request-x-langbatch-page')).toBe('/sign-in?next=%2Fbatches');
    expect(responses[0]?.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Set(nonces).size).toBe(2);
    expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  });
});

describe('what a page may load', () => {
  const policy = contentSecurityPolicy({ nonce: 'n0nce', isDevelopment: false });

  test('comes from nowhere but ourselves', () => {
    const sources = policy.split(/; | /).filter((word) => /[.:*]/.test(word));
    expect(sources.toSorted()).toEqual(['blob:', 'blob:', 'data:']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('as script has our nonce; eval is for development alone', () => {
    expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic';");
    expect(contentSecurityPolicy({ nonce: 'n', isDevelopment: true })).toContain("'unsafe-eval'");
  });
});
