import { readdir } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import type { AttackedProduct } from './attacked-product.ts';
import { send } from './send.ts';

const createdSchema = z.object({ id: z.string() });

/** Tests of names and addresses that lead out of where they should. */
export function attackPaths(product: () => AttackedProduct): void {
  test.describe('a path that leads elsewhere', () => {
    const names = [
      '../../../../evil.jsonl',
      String.raw`..\..\evil.jsonl`,
      '/etc/passwd',
      'a\0b.jsonl',
      '.htaccess',
      'x'.repeat(3_000),
      '',
      'con.jsonl',
      '\u202Egnp.jsonl',
    ];

    test('as the name of a file writes nowhere, and is a plain name in downloads', async () => {
      const cookie = await product().team.cookiesOf('owner');
      const authorization = `Bearer ${await product().team.tokenOf('owner', 'run')}`;
      const made: string[] = [];
      for (const name of names) {
        const form = new FormData();
        form.set('file', new Blob(['{"custom_id":"a"}\n']), name.replaceAll('\0', '%00'));
        const posted = await fetch(`${product().url}/api/batches`, {
          method: 'POST',
          headers: { authorization },
          body: form,
        });
        expect([201, 400], name).toContain(posted.status);
        const metadata = `filename ${Buffer.from(name).toString('base64')}`;
        const tus = await send(product().url, {
          method: 'POST',
          path: '/api/tus',
          headers: { authorization, 'tus-resumable': '1.0.0', 'upload-length': '3', 'upload-metadata': metadata },
        });
        expect([201, 400], name).toContain(tus.status);
        if (posted.status === 201) made.push(createdSchema.parse(await posted.json()).id);
      }
      expect(made.length).toBeGreaterThan(4);
      for (const id of made) {
        const { status, headers } = await send(product().url, {
          path: `/api/batches/${id}/input.jsonl`,
          headers: { cookie },
        });
        expect(status).toBe(200);
        const fileName = /filename="([^"]*)"/u.exec(String(headers['content-disposition']))?.[1] ?? '/';
        expect(fileName).toMatch(/^[\w][^/\\\0]{0,160}$/u);
      }
      const everything = await readdir(product().dataDir, { recursive: true });
      expect(everything.filter((path) => /evil|passwd|htaccess/u.test(path))).toEqual([]);
    });

    test('in an address reads nothing, whatever is in front of it', async () => {
      const headers = { cookie: await product().team.cookiesOf('owner'), 'tus-resumable': '1.0.0' };
      const ways = [
        '../',
        '..%2f',
        '%2e%2e/',
        '%2e%2e%2f',
        '..%5c',
        '..%252f',
        '....//',
        '%c0%ae%c0%ae/',
        './/',
        '..;/',
      ];
      const starts = [
        '/',
        '/api/tus/',
        '/api/batches/',
        '/_next/static/',
        '/_next/image?url=/',
        '/batches/',
        '/icon.svg/',
      ];
      for (const start of starts) {
        for (const way of ways) {
          for (const target of ['package.json', '.git/HEAD', 'etc/passwd%00']) {
            const path = `${start}${way.repeat(6)}${target}`;
            const method = start === '/api/tus/' ? 'HEAD' : 'GET';
            const { status, text } = await send(product().url, { method, path, headers });
            expect(status < 500 && (status >= 300 || start === '/'), `${path} ${status}`).toBe(true);
            expect(text, path).not.toMatch(/"dependencies"|root:x:0|^ref: refs|^gitdir/u);
          }
        }
      }
    });
  });
}
