import { describe, expect, test } from 'vitest';
import { streamDownload } from '#app/_server/stream-response.ts';
import { NotFoundError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';

const lines: string[] = [];
const log = createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) });
const download = (content: AsyncIterable<Uint8Array>) =>
  streamDownload({ fileName: 'a.jsonl', contentType: 'application/jsonl', content }, log);

describe('a download', () => {
  test('carries its bytes, its name, and headers that keep it from being shown or kept', async () => {
    async function* content(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    }
    const response = await download(content());
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/jsonl',
      'content-disposition': `attachment; filename="a.jsonl"; filename*=UTF-8''a.jsonl`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(await response.text()).toBe('abc');
  });

  test('may be empty', async () => {
    async function* nothing(): AsyncGenerator<Uint8Array> {}
    const response = await download(nothing());
    expect(await response.text()).toBe('');
  });

  test('is read no faster than the client takes it, and ended when the client goes away', async () => {
    let made = 0;
    let isEnded = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          made += 1;
          yield Buffer.alloc(1000);
        }
      } finally {
        isEnded = true;
      }
    }
    const reader = (await download(endless())).body?.getReader();
    await reader?.read();
    await reader?.read();
    expect(made).toBe(2);
    await reader?.cancel();
    expect(isEnded).toBe(true);
    expect(made).toBe(2);
  });

  test('that cannot be read at all is an error before there is a response', async () => {
    const missing: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new NotFoundError('There is no file.')) }),
    };
    await expect(download(missing)).rejects.toThrow(NotFoundError);
  });

  test('that breaks later breaks for the client too, and is logged', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ab');
      throw new Error('the disk broke');
    }
    const response = await download(breaking());
    await expect(response.text()).rejects.toThrow('the disk broke');
    expect(lines.join('')).toContain('the disk broke');
  });
});
