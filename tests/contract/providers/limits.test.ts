import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Provider } from '#lib/contracts/provider.ts';
import { maxContainers } from '#lib/jsonl/find-excess.ts';
import { createAzureOpenAiProvider } from '#lib/providers/openai/azure-openai-provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { ManualTimers } from '#tests/fakes/manual-timers.ts';
import { listen, type Listening } from './listen.ts';

let serve: RequestListener;
let server: Listening;
let timers: ManualTimers;
let provider: Provider;
let arrived: PromiseWithResolvers<IncomingMessage>;

beforeEach(async () => {
  arrived = Promise.withResolvers();
  serve = () => {};
  server = await listen(
    createServer((request, response) => {
      arrived.resolve(request);
      serve(request, response);
    }),
  );
  timers = new ManualTimers();
  provider = createOpenAiProvider({ baseUrl: `${server.origin}/v1`, apiKey: 'key', name: 'Acme', timers });
});
afterEach(() => server.close());

const json = { 'content-type': 'application/json' };
const newJob = { fileId: 'f', endpoint: '/v1/chat/completions', completionWindow: '24h', token: 't', metadata: {} };
const find = { fileIds: ['f'], token: 't', createdAfter: new Date(0) };

const calls: readonly (readonly [string, (target: Provider) => Promise<unknown>])[] = [
  ['createJob', (target) => target.createJob(newJob)],
  ['getJob', (target) => target.getJob({ jobId: 'batch_1' })],
  ['findJobs', (target) => target.findJobs(find)],
  ['cancelJob', (target) => target.cancelJob({ jobId: 'batch_1' })],
  ['deleteFile', (target) => target.deleteFile({ fileId: 'f' })],
  ['testConnection', (target) => target.testConnection()],
  ['uploadFile', (target) => target.uploadFile({ name: 'a.jsonl', content: new Blob(['{}']) })],
  ['downloadFile', (target) => read(target)],
];
const smallCalls = calls.slice(0, 6);

async function read(target: Provider, maxBytes = 10_000_000): Promise<number> {
  let bytes = 0;
  for await (const chunk of target.downloadFile({ fileId: 'f', maxBytes })) bytes += chunk.length;
  return bytes;
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => null,
    (error: unknown) => error,
  );
}

function lengthOf(result: IteratorResult<Uint8Array, unknown>): number {
  return result.done === true ? 0 : result.value.length;
}

describe('a call that never comes to an end', () => {
  test.each(smallCalls)('%s: without an answer', async (_name, call) => {
    const failure = failureOf(call(provider));
    await arrived.promise;
    timers.advance(60_000);
    expect(await failure).toMatchObject({ reason: 'timed_out', mayHaveHappened: true });
    expect(timers.count).toBe(0);
  });

  test.each(smallCalls)('%s: with an answer that drips', async (_name, call) => {
    const sent = Promise.withResolvers<void>();
    serve = (_request, response) => {
      response.writeHead(200, json).write('{"id":', () => sent.resolve());
    };
    const failure = failureOf(call(provider));
    await sent.promise;
    timers.advance(60_000);
    expect(await failure).toMatchObject({
      kind: 'unavailable',
      message: 'Acme did not answer in time. Try again later.',
    });
  });

  test('with an error that drips', async () => {
    const sent = Promise.withResolvers<void>();
    serve = (_request, response) => {
      response.writeHead(404, json).write('{"error":', () => sent.resolve());
    };
    const failure = failureOf(provider.getJob({ jobId: 'b' }));
    await sent.promise;
    timers.advance(60_000);
    expect(await failure).toMatchObject({ reason: 'timed_out' });
  });

  test('an abort by the caller stays an abort', async () => {
    const abort = new AbortController();
    const failure = failureOf(provider.getJob({ jobId: 'b', signal: abort.signal }));
    await arrived.promise;
    abort.abort(new Error('stopping'));
    expect(await failure).toMatchObject({ message: 'stopping' });
    expect(timers.count).toBe(0);
  });
});

describe('a download', () => {
  const chunk = Buffer.alloc(40_000, 'x');
  let response: ServerResponse;
  let begun: PromiseWithResolvers<void>;
  beforeEach(() => {
    begun = Promise.withResolvers();
    serve = (_request, given) => {
      response = given;
      given.writeHead(200, { 'content-type': 'application/octet-stream' }).flushHeaders();
      begun.resolve();
    };
  });

  test('that brings less than 64 kB in a minute ends', async () => {
    const failure = failureOf(read(provider));
    await begun.promise;
    for (let second = 0; second < 60; second += 1) {
      await new Promise((resolve) => response.write('x', resolve));
      timers.advance(1_000);
    }
    expect(await failure).toMatchObject({ kind: 'unavailable', reason: 'too_slow' });
  });

  test('may take for ever as long as it moves', async () => {
    const chunks = provider.downloadFile({ fileId: 'f', maxBytes: 10_000_000 })[Symbol.asyncIterator]();
    for (let round = 0; round < 12; round += 1) {
      const next = chunks.next();
      await begun.promise;
      timers.advance(25_000);
      response.write(chunk);
      let bytes = lengthOf(await next);
      while (bytes < chunk.length) bytes += lengthOf(await chunks.next());
    }
    response.end();
    expect((await chunks.next()).done).toBe(true);
  });

  test('is not held up by a reader that takes its time', async () => {
    const chunks = provider.downloadFile({ fileId: 'f', maxBytes: 10_000_000 })[Symbol.asyncIterator]();
    for (let round = 0; round < 3; round += 1) {
      const next = chunks.next();
      await begun.promise;
      response.write('x');
      expect((await next).value).toHaveLength(1);
      timers.advance(600_000);
    }
    await chunks.return?.();
    expect(timers.count).toBe(0);
  });

  test('ends when it is longer than it may be', async () => {
    serve = (_request, given) => given.writeHead(200).end(Buffer.alloc(200_000));
    await expect(read(provider, 100_000)).rejects.toMatchObject({ kind: 'unreadable', reason: 'file_too_large' });
    expect(await read(provider, 200_000)).toBe(200_000);
  });
});

describe('an upload', () => {
  const content = new Blob([Buffer.alloc(30_000_000, 'x')]);

  test('that nobody takes in ends', async () => {
    serve = (request) => request.socket.pause();
    const over = new AbortController();
    const failure = failureOf(provider.uploadFile({ name: 'a', content }).finally(() => over.abort()));
    await arrived.promise;
    // Some of it still goes into the buffers on the way.
    while (!over.signal.aborted) {
      timers.advance(10_000);
      await new Promise(setImmediate);
    }
    expect(await failure).toMatchObject({ kind: 'unavailable', mayHaveHappened: true });
    expect(timers.count).toBe(0);
  });

  test('that is taken in and never answered ends after five minutes', async () => {
    const whole = Promise.withResolvers<void>();
    serve = (request) => request.resume().on('end', () => whole.resolve());
    const failure = failureOf(provider.uploadFile({ name: 'a', content }));
    await whole.promise;
    timers.advance(299_000);
    expect(timers.count).toBe(1);
    timers.advance(1_000);
    expect(await failure).toMatchObject({ reason: 'timed_out' });
  });

  test('arrives whole, with its length said before', async () => {
    let received = 0;
    serve = (request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.length));
      request.on('end', () => response.writeHead(200, json).end('{"id":"file-1","status":"processed"}'));
    };
    expect(await provider.uploadFile({ name: 'a', content })).toEqual({ fileId: 'file-1' });
    expect((await arrived.promise).headers['content-length']).toBe(String(received));
    expect(timers.count).toBe(0);
  });
});

describe('a reply far larger than any of the API', () => {
  const large = gzipSync(Buffer.from(JSON.stringify({ id: 'b', status: 'x', filler: ' '.repeat(17 * 2 ** 20) })));

  test.each([
    ['getJob', 200],
    ['createJob', 200],
  ])('%s: is not read', async (name, statusCode) => {
    serve = (_request, response) => response.writeHead(statusCode, { ...json, 'content-encoding': 'gzip' }).end(large);
    const call = name === 'getJob' ? provider.getJob({ jobId: 'b' }) : provider.createJob(newJob);
    await expect(call).rejects.toMatchObject({
      kind: 'unreadable',
      reason: 'reply_too_large',
      mayHaveHappened: true,
    });
  });

  test('in lists and objects, which would fill the memory, is not parsed', async () => {
    const many = `{"id":"b","status":"completed","odd":[${Array.from({ length: maxContainers }, () => '{}').join()}]}`;
    serve = (_request, response) => response.writeHead(200, json).end(many);
    await expect(provider.getJob({ jobId: 'b' })).rejects.toMatchObject({
      kind: 'unreadable',
      reason: 'reply_too_large',
    });
  });

  test('as an error counts by its status', async () => {
    serve = (_request, response) => response.writeHead(400, { ...json, 'content-encoding': 'gzip' }).end(large);
    await expect(provider.getJob({ jobId: 'b' })).rejects.toMatchObject({ kind: 'rejected', statusCode: 400 });
  });
});

describe('a redirect', () => {
  let elsewhere: Listening;
  let strayed: string[];
  beforeEach(async () => {
    strayed = [];
    elsewhere = await listen(
      createServer((request, response) => {
        strayed.push(`${request.method} ${request.url} ${String(request.headers['api-key'])}`);
        response.writeHead(200, json).end('{"data":[]}');
      }),
    );
    serve = (request, response) => {
      response.writeHead(307, { location: `${elsewhere.origin}${request.url}` }).end();
    };
  });
  afterEach(() => elsewhere.close());

  test.each(calls)('%s: is not followed, and the key goes nowhere else', async (_name, call) => {
    const azure = createAzureOpenAiProvider({ apiKey: 'azure-key', baseUrl: `${server.origin}/openai/v1`, timers });
    for (const target of [azure, provider]) {
      await expect(call(target)).rejects.toMatchObject({ kind: 'rejected', reason: 'redirected' });
    }
    expect(strayed).toEqual([]);
  });
});

describe('the list of jobs', () => {
  const job = (id: string, more: object = {}): object => ({ id, status: 'completed', ...more });
  let pages = 0;
  const list = (answer: (page: number) => readonly unknown[]): void => {
    pages = 0;
    serve = (_request, response) => {
      pages += 1;
      response.writeHead(200, json).end(JSON.stringify({ data: answer(pages), has_more: true }));
    };
  };

  test('that never ends is read for a hundred pages, and is no proof that a job is not there', async () => {
    list((page) => [job(`batch_${page}`)]);
    await expect(provider.findJobs(find)).rejects.toMatchObject({ kind: 'unreadable' });
    expect(pages).toBe(100);
  });

  test('that goes round is read until there, and what it shows is used', async () => {
    list((page) => [job(`batch_${page % 3}`, { input_file_id: 'f' })]);
    expect(await provider.findJobs(find)).toHaveLength(3);
    expect(pages).toBe(4);
  });

  test('that shows its first page again and again is no proof that a job is not there', async () => {
    list(() => [job('batch_1'), job('batch_2')]);
    await expect(provider.findJobs(find)).rejects.toMatchObject({ kind: 'unreadable' });
    expect(pages).toBe(2);
  });

  test('that cannot be read on shows what it has', async () => {
    list(() => [job('batch_1', { input_file_id: 'f' }), { id: 7 }]);
    expect(await provider.findJobs(find)).toMatchObject([{ id: 'batch_1' }]);
  });

  test('is read on past a page on which no job can be read', async () => {
    list((page) => (page === 1 ? [{ id: 'odd' }] : page === 2 ? [job('batch_1', { input_file_id: 'f' })] : []));
    expect(await provider.findJobs(find)).toMatchObject([{ id: 'batch_1' }]);
  });

  test('that cannot be read on does not say that a job is not there', async () => {
    list(() => [{ id: 7 }]);
    await expect(provider.findJobs(find)).rejects.toMatchObject({ kind: 'unreadable' });
  });

  test('of a provider that gives equal files one id shows no job that carries another token', async () => {
    const metadata = { langbatch_token: 'other' };
    list((page) => (page === 1 ? [job('batch_1', { input_file_id: 'f', metadata })] : []));
    expect(await provider.findJobs(find)).toEqual([]);
  });

  test('passes over what is no job, but not over one that may be ours', async () => {
    list((page) => (page === 1 ? [{ id: 7 }, null, job('batch_1', { input_file_id: 'f' })] : []));
    expect(await provider.findJobs(find)).toMatchObject([{ id: 'batch_1' }]);
    list(() => [{ id: 'batch_1', metadata: { langbatch_token: 't' } }]);
    await expect(provider.findJobs({ ...find, token: 'batch_1' })).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

test('an address without the Batch API is told apart from a job that is not there', async () => {
  serve = (_request, response) => response.writeHead(404, json).end('{"error":{"message":"Not found"}}');
  const plain = createOpenAiProvider({ baseUrl: server.origin, name: 'Acme', timers });
  const { host } = new URL(server.origin);
  const withoutNames = [
    () => plain.testConnection(),
    () => plain.findJobs(find),
    () => plain.uploadFile({ name: 'a', content: new Blob() }),
  ];
  for (const call of withoutNames) {
    await expect(call()).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'no_batch_api',
      message: `Acme has no batch API at ${host} (HTTP 404): “Not found”. Check the address ${host}: most end in /v1.`,
    });
  }
  await expect(plain.getJob({ jobId: 'b' })).rejects.toMatchObject({ kind: 'not_found', reason: null });
});
