import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Provider } from '#lib/contracts/provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { listen } from './listen.ts';

interface Answer {
  readonly statusCode: number;
  /** A text goes out as it is where `contentType` is given, everything else as JSON. */
  readonly body: unknown;
  readonly contentType?: string;
}

const apiKey = 'sk-secret-0123456789';

/** A provider that answers as a test says, by method and path. */
async function startAnswers(
  answers: Readonly<Record<string, Answer>>,
): Promise<AsyncDisposable & { provider: Provider }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://server');
    const { statusCode, body, contentType } = answers[`${request.method} ${pathname}`] ?? {
      statusCode: 404,
      body: { error: 'No.' },
    };
    request.resume();
    response.writeHead(statusCode, { 'content-type': contentType ?? 'application/json' });
    response.end(typeof body === 'string' && contentType !== undefined ? body : JSON.stringify(body));
  });
  const { origin, close } = await listen(server);
  return {
    provider: createOpenAiProvider({ name: 'Odd', apiKey, baseUrl: `${origin}/v1`, maxRetries: 0 }),
    [Symbol.asyncDispose]: close,
  };
}

async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (!ProviderError.is(error)) throw new Error('The call did not fail with a ProviderError.', { cause: error });
  return error;
}

const create = (provider: Provider): Promise<unknown> =>
  provider.createJob({
    fileId: 'f',
    endpoint: '/v1/chat/completions',
    completionWindow: '24h',
    token: 'token-1',
    metadata: {},
  });

describe('the words of a refusal', () => {
  test.each([
    [
      'OpenAI',
      { error: { message: 'No such file.', type: 'invalid_request_error', param: null, code: 'no_file' } },
      'no_file',
    ],
    ['SiliconFlow, without the member error', { code: 20_012, message: 'No such file.', data: null }, '20012'],
    ['SiliconFlow, as nothing but a text', 'No such file.', null],
    ['Together, as a text for an error', { error: 'No such file.' }, null],
  ])('are those of %s', async (_who, body, providerCode) => {
    await using answers = await startAnswers({ 'POST /v1/batches': { statusCode: 400, body } });
    const error = await errorOf(create(answers.provider));
    expect(error).toMatchObject({
      kind: 'rejected',
      providerMessage: 'No such file.',
      providerCode,
      mayHaveHappened: false,
    });
  });

  test('are those of a gateway that answers in plain text', async () => {
    const body = 'Your region is not supported.';
    await using answers = await startAnswers({
      'POST /v1/batches': { statusCode: 403, body, contentType: 'text/plain' },
    });
    expect(await errorOf(create(answers.provider))).toMatchObject({ kind: 'not_allowed', providerMessage: body });
  });

  test('are left out where there are none', async () => {
    await using answers = await startAnswers({ 'POST /v1/batches': { statusCode: 400, body: [7] } });
    const error = await errorOf(create(answers.provider));
    expect(error).toMatchObject({ kind: 'rejected', providerMessage: null, message: 'Odd refused this (HTTP 400).' });
  });
});

test('a job that says the key in its errors or its status is kept without it', async () => {
  const errors = { data: [{ code: `bad_${apiKey}`, message: `No job for ${apiKey}.`, param: apiKey, line: 1 }] };
  await using answers = await startAnswers({
    'GET /v1/batches/b': { statusCode: 200, body: { id: 'b', status: `not by ${apiKey}`, errors } },
  });
  expect(await answers.provider.getJob({ jobId: 'b' })).toMatchObject({
    providerStatus: 'not by [key]',
    errors: [{ code: 'bad_[key]', message: 'No job for [key].', param: '[key]', line: 1 }],
  });
});

test('a cancel that comes too late, as Together says it, gives the job as it ended', async () => {
  await using answers = await startAnswers({
    'POST /v1/batches/b/cancel': {
      statusCode: 409,
      body: { error: 'Cannot cancel job - already in terminal state: CANCELLED' },
    },
    'GET /v1/batches/b': { statusCode: 200, body: { id: 'b', status: 'CANCELLED' } },
  });
  expect(await answers.provider.cancelJob({ jobId: 'b' })).toMatchObject({ status: 'cancelled' });
});

describe('the test of a connection', () => {
  test('counts models that come as a bare list, as Together sends them', async () => {
    await using answers = await startAnswers({
      'GET /v1/models': { statusCode: 200, body: [{ id: 'a' }, { id: 'b' }] },
    });
    expect(await answers.provider.testConnection()).toMatchObject({ modelCount: 2 });
  });

  test('works for a provider that lists jobs but no models', async () => {
    await using answers = await startAnswers({
      'GET /v1/batches': { statusCode: 200, body: { object: 'list', data: [] } },
    });
    expect(await answers.provider.testConnection()).toMatchObject({ modelCount: null });
  });

  test('fails for an address that is neither', async () => {
    await using answers = await startAnswers({});
    expect(await errorOf(answers.provider.testConnection())).toMatchObject({ kind: 'not_found' });
  });

  test('tells a key that may list no models', async () => {
    await using answers = await startAnswers({ 'GET /v1/models': { statusCode: 401, body: 'Invalid token' } });
    const error = await errorOf(answers.provider.testConnection());
    expect(error).toMatchObject({ kind: 'key_refused', providerMessage: 'Invalid token' });
  });
});
