import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ApiError, fetchJson } from '#components/live/fetch-json.ts';

const listSchema = z.object({ items: z.array(z.string()) });

const answer = (status: number, body: string) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
};

const failure = async () => {
  try {
    await fetchJson('/api/batches', listSchema);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it succeeded');
};

describe('reading from our own API', () => {
  test('gives the value of a success', async () => {
    answer(200, '{"items":[]}');
    expect(await fetchJson('/api/batches', listSchema)).toEqual({ items: [] });
  });

  test('gives code and sentence of an error as the API said them', async () => {
    answer(404, '{"error":{"code":"not_found","message":"There is no such batch."}}');
    const error = await failure();
    expect(error).toMatchObject({ status: 404, code: 'not_found', message: 'There is no such batch.' });
    expect(error.isTemporary).toBe(false);
  });

  test.each(['{"items":null}', '{"entries":[]}', 'null', '<html>Sign in</html>', '{"items":["a"'])(
    'asks to load the page again where the answer is %s, as of another version',
    async (body) => {
      answer(200, body);
      const error = await failure();
      expect(error).toMatchObject({ status: 200, isTemporary: false });
      expect(error.message).toContain('Load the page again.');
    },
  );

  test('has a sentence for an error that is not from the API', async () => {
    answer(502, '<html>Bad gateway</html>');
    const error = await failure();
    expect(error).toMatchObject({ status: 502, code: 'unexpected' });
    expect(error.message).toContain('HTTP 502');
    expect(error.isTemporary).toBe(true);
  });

  test('says so when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    expect(await failure()).toMatchObject({ status: 0, code: 'unreachable', isTemporary: true });
  });

  test('lets an abort pass through', async () => {
    const abort = new AbortController();
    abort.abort();
    vi.stubGlobal('fetch', () => Promise.reject(abort.signal.reason));
    await expect(fetchJson('/api/batches', listSchema, abort.signal)).rejects.toBe(abort.signal.reason);
  });
});
