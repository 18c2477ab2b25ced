import { inspect } from 'node:util';
import { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { convertError } from '#lib/providers/openai/convert-error.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';

const source = { name: 'Acme', baseUrl: 'https://api.acme.test/v1', apiKey: 'sk-secret-0123456789' };

const statusError = (
  status: number,
  body: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): ProviderError => {
  const wrapped = typeof body === 'object' && body !== null ? body : {};
  return convertError(OpenAI.APIError.generate(status, wrapped, undefined, new Headers(headers)), source);
};

const connectionError = (code: string): ProviderError => {
  const system = Object.assign(new Error(`connect ${code}`), { code });
  const cause = Object.assign(new TypeError('fetch failed'), { cause: system });
  return convertError(new OpenAI.APIConnectionError({ message: 'Connection error.', cause }), source);
};

describe('an answer with a status', () => {
  test.each([
    [400, {}, 'rejected', false],
    [401, {}, 'key_refused', false],
    [402, {}, 'quota', false],
    [403, {}, 'not_allowed', false],
    [404, {}, 'not_found', false],
    [408, {}, 'unavailable', true],
    [409, {}, 'rejected', false],
    [413, {}, 'rejected', false],
    [422, {}, 'rejected', false],
    [429, {}, 'rate_limited', false],
    [429, { code: 'insufficient_quota' }, 'quota', false],
    [429, { type: 'insufficient_quota', code: null }, 'quota', false],
    [400, { code: 'billing_hard_limit_reached' }, 'quota', false],
    [500, {}, 'unavailable', true],
    [503, {}, 'unavailable', true],
    [529, {}, 'unavailable', true],
  ])('%i %o is %s', (status, error, kind, mayHaveHappened) => {
    expect(statusError(status, { error })).toMatchObject({ kind, statusCode: status, mayHaveHappened });
  });

  test('keeps the provider’s code and words', () => {
    expect(statusError(400, { error: { message: 'No such window.', code: 17 } })).toMatchObject({
      providerCode: '17',
      providerMessage: 'No such window.',
      message: 'Acme refused this (HTTP 400): “No such window.” (17).',
    });
  });

  test('may be nothing but a text, or nothing at all', () => {
    expect(statusError(400, { error: 'Nope.' })).toMatchObject({ providerCode: null, providerMessage: 'Nope.' });
    expect(statusError(400, {})).toMatchObject({ providerMessage: null, message: 'Acme refused this (HTTP 400).' });
  });

  test.each([
    [{ error: { error: { message: 'Nested.', code: 7 } } }, 'Nested.', '7'],
    [{ error: { type: 'BadRequest', message: { message: 'Deeper.' } } }, 'Deeper.', null],
    [{ error: [{ message: 'Listed.', code: 'first' }] }, 'Listed.', 'first'],
    [{ error: { detail: 'Not Found' } }, 'Not Found', null],
    [{ error: { detail: [{ msg: 'Field required', type: 'missing' }] } }, 'Field required', null],
    [{ error: { code: 'odd', message: { a: 1 } } }, null, 'odd'],
    [{ error: { code: { a: 1 }, message: 'Kept.' } }, 'Kept.', null],
  ])('may say it in another place: %o', (body, providerMessage, providerCode) => {
    expect(statusError(400, body)).toMatchObject({ providerMessage, providerCode });
  });

  test('that is plain text says that text', () => {
    const error = OpenAI.APIError.generate(
      403,
      undefined,
      'Your region is not supported.',
      new Headers({ 'content-type': 'text/plain; charset=utf-8' }),
    );
    expect(convertError(error, source)).toMatchObject({
      kind: 'not_allowed',
      providerMessage: 'Your region is not supported.',
    });
  });

  test('in HTML is not the API’s, unless a gateway says that it is down', () => {
    const html = { 'content-type': 'Text/HTML; charset=utf-8' };
    expect(statusError(403, '', html)).toMatchObject({ kind: 'unreadable', statusCode: 403, mayHaveHappened: false });
    expect(statusError(502, '', html)).toMatchObject({ kind: 'unavailable', statusCode: 502, mayHaveHappened: true });
  });

  test('that repeats the key in full does not carry it into message, words or cause', () => {
    const error = statusError(401, { error: { message: `Incorrect API key provided: ${source.apiKey}.` } });
    expect(error.providerMessage).toBe('Incorrect API key provided: [key].');
    for (const text of [error.message, String(error.cause), JSON.stringify(error.cause)]) {
      expect(text).not.toContain(source.apiKey);
    }
  });

  test('that repeats the key in its code does not carry it on either', () => {
    const error = statusError(401, { error: { message: 'No.', code: `bad_${source.apiKey}` } });
    expect(error.providerCode).toBe('bad_[key]');
    expect(error.message).not.toContain(source.apiKey);
  });

  test('of a call that failed with the key in a cause is kept without it', () => {
    const cause = new TypeError(`Headers.append: "Bearer ${source.apiKey}" is an invalid header value.`);
    const { cause: kept } = convertError(
      new OpenAI.APIConnectionError({ message: 'Connection error.', cause }),
      source,
    );
    expect(inspect(kept)).toContain('is an invalid header value');
    expect(inspect(kept)).not.toContain(source.apiKey);
  });

  test('keeps its words where the key is one of them and no secret', () => {
    const wrapped = OpenAI.APIError.generate(400, { error: { message: 'none of these' } }, undefined, new Headers());
    expect(convertError(wrapped, { ...source, apiKey: 'none' }).providerMessage).toBe('none of these');
  });

  test('with a long text is quoted in part', () => {
    const error = statusError(400, { error: { message: 'x'.repeat(5000) } });
    expect(error.message.length).toBeLessThan(400);
    expect(error.providerMessage).toHaveLength(5000);
    expect(statusError(400, { error: { message: 'x'.repeat(16_000_000) } }).providerMessage).toHaveLength(8000);
  });

  test('that begins with a picture of 160 kB still says its point', () => {
    const message = `Invalid image: data:image/png;base64,${'A'.repeat(160_000)} is larger than 20 MB.`;
    const error = statusError(400, { error: { message } });
    expect(error.message).toContain('is larger than 20 MB.');
    expect(error.providerMessage).toBe(
      'Invalid image: data:image/png;base64,… (160,000 characters) is larger than 20 MB.',
    );
  });
});

describe('a wait that is asked for', () => {
  const wait = (headers: Record<string, string>): number | null => statusError(429, {}, headers).retryAfterMs;

  test.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after': '99999999' }, 24 * 60 * 60 * 1000],
    [{ 'retry-after': '-3' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%o is %s ms', (headers, expected) => {
    expect(wait(Object.fromEntries(Object.entries(headers)))).toBe(expected);
  });

  test('may be a date', () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    expect(wait({ 'retry-after': inAnHour })).toBeGreaterThan(3_500_000);
    expect(wait({ 'retry-after': new Date(0).toUTCString() })).toBeNull();
  });
});

describe('no answer', () => {
  test.each([
    ['ECONNREFUSED', 'Nothing answers at api.acme.test. Check the address.'],
    ['UND_ERR_CONNECT_TIMEOUT', 'Nothing answers at api.acme.test. Check the address.'],
    ['ENOTFOUND', 'There is no server named api.acme.test. Check the address.'],
    ['EAI_AGAIN', 'The name api.acme.test could not be looked up. Check the address and the network of this machine.'],
    ['ENETUNREACH', 'There is no way to api.acme.test from this machine. Check the address and the network.'],
    [
      'CERT_HAS_EXPIRED',
      'The certificate of api.acme.test is not valid (CERT_HAS_EXPIRED). Check the address, or ask whoever runs that server.',
    ],
  ])('because of %s means that nothing was sent', (code, sentence) => {
    const error = connectionError(code);
    expect(error).toMatchObject({ kind: 'unavailable', statusCode: null, mayHaveHappened: false });
    expect(error.message).toBe(sentence);
  });

  test('at a port that fetch does not call is a fault of the address', async () => {
    const client = new OpenAI({ apiKey: 'any', baseURL: 'http://127.0.0.1:6000/v1', maxRetries: 0 });
    const thrown = await client.get('/models').catch((error: unknown) => error);
    const error = convertError(thrown, { ...source, baseUrl: client.baseURL });
    expect(error).toMatchObject({ reason: 'blocked_port', mayHaveHappened: false });
    expect(error.message).toBe(
      'The port in 127.0.0.1:6000 is reserved for other services and cannot be called. Check the address.',
    );
  });

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])(
    'because of %s leaves open whether it was done',
    (code) => {
      expect(connectionError(code)).toMatchObject({ kind: 'unavailable', mayHaveHappened: true });
    },
  );

  test('in time leaves it open too', () => {
    const error = convertError(new OpenAI.APIConnectionTimeoutError(), source);
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveHappened: true, retryable: true });
    expect(error.message).toBe('Acme did not answer in time. Try again later.');
  });
});

test('JSON that is none is unreadable, and may have been the answer to work that was done', () => {
  expect(convertError(new SyntaxError('Unexpected token'), source)).toMatchObject({
    kind: 'unreadable',
    statusCode: 200,
    mayHaveHappened: true,
  });
});

test('an id from the provider that cannot stand in a path is unreadable, and nothing was sent', () => {
  const client = new OpenAI({ apiKey: 'any', baseURL: 'http://127.0.0.1:9/v1', maxRetries: 0 });
  const read = (): void => {
    try {
      void client.files.content('..');
    } catch (error) {
      throw convertError(error, source);
    }
  };
  expect(read).toThrow(expect.objectContaining({ kind: 'unreadable', statusCode: null, mayHaveHappened: false }));
});

test('an error that is converted already stays as it is', () => {
  const error = statusError(500, {});
  expect(convertError(error, source)).toBe(error);
});
