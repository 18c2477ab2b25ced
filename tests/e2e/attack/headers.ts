import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { memberPages, memberReads, signIn, statusWith } from './askers.ts';
import type { AttackedProduct } from './attacked-product.ts';
import { send } from './send.ts';
import { callAction } from './server-actions.ts';

/** Tests of headers that lie. */
export function attackHeaders(product: () => AttackedProduct): void {
  test.describe('what a client says of itself in headers', () => {
    test('makes our server speak under no name but ours', async () => {
      const cookie = await product().team.cookiesOf('owner');
      const { host } = new URL(product().url);
      const names = [
        'evil.example',
        `evil.example:${host.split(':')[1] ?? ''}`,
        `${host}.evil.example`,
        `${host}@evil`,
      ];
      for (const name of names) {
        for (const path of ['/batches', '/sign-in', ...memberReads, '/api/health', '/api/openapi.json', '/api/tus/x'])
          expect((await send(product().url, { path, headers: { cookie, host: name } })).status, `${name} ${path}`).toBe(
            path.startsWith('/api/tus') ? 405 : 403,
          );
      }
      const forwarded = {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '1',
        'x-original-url': 'http://evil.example/',
        'x-rewrite-url': '/settings/people',
        forwarded: 'host=evil.example',
      };
      for (const path of ['/', '/batches', '/sign-in', '/account']) {
        const answer = await send(product().url, { path, headers: forwarded });
        expect(answer.status < 400, path).toBe(true);
        expect(JSON.stringify(answer.headers) + answer.text, path).not.toContain('evil.example');
        const { location } = answer.headers;
        if (typeof location === 'string')
          expect(ownOrigins(product().url)).toContain(new URL(location, product().url).origin);
      }
    });

    test('opens no door: those by which our own code and Next speak to themselves', async () => {
      const inner = {
        'x-langbatch-client': '203.0.113.66',
        'x-langbatch-page': '/batches?workspace=local',
        'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
        'x-middleware-next': '1',
        'x-middleware-rewrite': '/batches',
        'x-middleware-override-headers': 'cookie',
        'x-middleware-request-cookie': 'langbatch.session_token=x',
        'x-invoke-path': '/batches',
        'x-invoke-status': '200',
        'x-matched-path': '/batches',
        'x-now-route-matches': '1',
        'x-nextjs-data': '1',
        'x-prerender-revalidate': '1',
        'next-router-prefetch': '1',
      };
      const routers = [{}, { rsc: '1' }, { rsc: '1', 'next-router-state-tree': '%5B%22%22%5D' }];
      for (const router of routers) {
        for (const path of memberPages) {
          const { status, text, headers } = await send(product().url, { path, headers: { ...inner, ...router } });
          expect([path, status, text.includes('Ines')]).toEqual([path, 307, false]);
          expect(String(headers['location'])).toContain('/sign-in');
        }
        for (const path of memberReads) {
          const { status, text } = await send(product().url, { path, headers: { ...inner, ...router } });
          // Next leads what looks like its router's to the address that the router would have asked.
          expect([path, status, status === 401 || text === '']).toEqual([path, 'rsc' in router ? 307 : 401, true]);
        }
      }
      await signIn(product(), 'viewer', inner);
      await product().team.cookiesOf('viewer');
      await signIn(product(), 'viewer', { ...inner, 'x-forwarded-for': '203.0.113.66', 'x-real-ip': '203.0.113.66' });
      const { rows } = await product().pool.query(`select distinct ip_address from session where ip_address <> ''`);
      expect(JSON.stringify(rows)).not.toContain('203.0.113.66');
    });

    test('makes no change that a page of another site asks for, and no other method of a POST', async () => {
      const { batchId } = await product().things();
      const cookie = await product().team.cookiesOf('owner');
      const before = await product().readLocal();
      const port = new URL(product().url).port;
      const origins = [
        'https://evil.example',
        'null',
        `http://127.0.0.1:${port}.evil.example`,
        'http://127.0.0.1:1',
        '',
      ];
      const foreign: Readonly<Record<string, string>>[] = [
        ...origins.map((origin) => ({ origin })),
        { origin: product().url.replace('http:', 'https:') },
      ];
      const remove = product().action('removeBatchAction');
      for (const headers of foreign) {
        const called = await callAction(product().url, remove, [{ batchId }], { cookie, ...headers });
        expect(called.result?.ok ?? false, JSON.stringify(headers)).toBe(false);
        const cancelled = await send(product().url, {
          method: 'POST',
          path: `/api/batches/${batchId}/start`,
          headers: { cookie, ...headers },
        });
        expect([400, 403], JSON.stringify(headers)).toContain(cancelled.status);
      }
      for (const site of ['cross-site', 'same-site', 'none', 'x']) {
        const { status } = await send(product().url, {
          method: 'POST',
          path: `/api/batches/${batchId}/start`,
          headers: { cookie, 'sec-fetch-site': site },
        });
        expect(status, site).toBe(403);
      }
      const simple = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
      for (const type of simple) {
        const headers = {
          cookie,
          'content-type': type,
          'x-http-method-override': 'DELETE',
          'x-method-override': 'DELETE',
        };
        const answers = await Promise.all(
          ['/batches', `/batches/${batchId}`, `/batches?_method=DELETE`].map((path) =>
            send(product().url, { method: 'POST', path, headers, body: '_method=DELETE&1_$ACTION_ID_x=' }),
          ),
        );
        expect(answers.map(({ status }) => status >= 400 && status < 500)).toEqual([true, true, true]);
        expect(await send(product().url, { method: 'DELETE', path: `/api/batches/${batchId}`, headers })).toMatchObject(
          {
            status: 405,
          },
        );
      }
      expect(await product().readLocal()).toBe(before);
    });

    test('is cut short where it is huge, doubled or broken, and the next one is answered', async () => {
      const raw = [
        `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`,
        'GET / HTTP/1.1\r\n\r\n',
        'GET /batches HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
        'POST /api/batches HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'POST /api/batches HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
        'GET / HTTP/1.1\r\nHost: a\r\nX\0: 1\r\n\r\n',
        'GET / HTTP/1.1\nHost: a\n X: 1\n\n',
        'GET \x01 HTTP/1.1\r\nHost: a\r\n\r\n',
        'NONSENSE\r\n\r\n',
      ];
      for (const text of raw)
        expect(await statusOfRaw(product().url, text), text.slice(0, 60)).toMatch(/^HTTP\/1\.1 4\d\d /u);
      expect(await statusWith(product(), { cookie: await product().team.cookiesOf('owner') })).toBe(200);
    });
  });
}

/** A server on loopback has two names. */
const ownOrigins = (url: string): readonly string[] => [url, url.replace('127.0.0.1', 'localhost')];

/** The first line of what comes back for bytes as they are. */
function statusOfRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.includes('\r\n')) socket.destroy();
    });
    socket.once('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
    socket.once('error', reject);
  });
}
