import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import {
  BatchInitializationError,
  type BatchRecord,
  BatchStartError,
  BatchStateError,
  BatchValidationError,
  OpenAIBatch,
  OpenAIChatCompletionBatch,
  startSandbox,
} from '#lib/langbatch/index.ts';
import { type LibraryWorld, quick, thrownBy, useLibraryWorld } from './library-world.ts';

const hello = { messages: [{ role: 'user' as const, content: 'Hello' }] };

const world = useLibraryWorld();
let { sandbox, storage, directory }: Pick<LibraryWorld, 'sandbox' | 'storage' | 'directory'> = world;
beforeEach(() => {
  ({ sandbox, storage, directory } = world);
});

async function draft(): Promise<OpenAIChatCompletionBatch> {
  return OpenAIChatCompletionBatch.create([hello, hello], { client: sandbox.client, storage });
}

async function stored(batch: { readonly id: string }): Promise<BatchRecord | undefined> {
  return (await storage.loadBatch(batch.id))?.record;
}

/** Calls as a program does that has no types: what it passes is looked at only when it arrives. */
async function callUntyped(target: object, method: string, ...args: readonly unknown[]): Promise<unknown> {
  const call: unknown = Reflect.get(target, method);
  if (typeof call !== 'function') throw new Error(`There is no ${method}.`);
  const result: unknown = await Reflect.apply(call, target, args);
  return result;
}

type ChatRequest = Parameters<typeof OpenAIChatCompletionBatch.create>[0][number];

async function expectNothingStored(): Promise<void> {
  expect(await storage.listBatchIds({ limit: 10 })).toEqual([]);
}

describe('what cannot become a batch', () => {
  it('a path that is not there', async () => {
    const path = join(directory, 'nowhere.jsonl');
    const error = await thrownBy(OpenAIChatCompletionBatch.fromFile(path, { storage }));
    expect(error).toBeInstanceOf(BatchInitializationError);
    expect(error.message).toBe(`There is no file ${path}. Check the path.`);
    await expectNothingStored();
  });

  it('a folder', async () => {
    const error = await thrownBy(OpenAIChatCompletionBatch.fromFile(directory, { storage }));
    expect([error.name, error.message]).toEqual([
      'BatchInitializationError',
      `${directory} is a folder. Give the path of a JSONL file.`,
    ]);
  });

  it.each([
    ['a CSV table', 'id,text\n1,hello\n'],
    ['an empty file', ''],
    ['one JSON array', '[{"custom_id":"a"}]'],
  ])('%s', async (_, text) => {
    const path = join(directory, 'data.jsonl');
    await writeFile(path, text);
    const error = await thrownBy(OpenAIChatCompletionBatch.fromFile(path, { storage }));
    expect(error).toBeInstanceOf(BatchValidationError);
    expect(error.message).toMatch(/\.$/);
    await expectNothingStored();
  });

  it('an empty list', async () => {
    const error = await thrownBy(OpenAIChatCompletionBatch.create([], { storage }));
    expect([error.name, error.message]).toEqual([
      'BatchInitializationError',
      'A batch needs at least one request, and this list is empty.',
    ]);
    await expectNothingStored();
  });

  it('a request without messages: the error names its index, and nothing is dropped', async () => {
    expectTypeOf({}).not.toExtend<ChatRequest>();
    const error = await thrownBy(callUntyped(OpenAIChatCompletionBatch, 'create', [hello, {}, hello], { storage }));
    expect(error).toMatchObject({
      name: 'BatchValidationError',
      problems: [{ index: 1, line: 2, param: 'body.messages', code: 'missing_required_parameter' }],
    });
    expect(error.message).toContain('index 1');
    await expectNothingStored();
  });

  it('a request that is no object, or that JSON cannot hold', async () => {
    const seeded = { ...hello, seed: 1n };
    expectTypeOf(hello).toExtend<ChatRequest>();
    expectTypeOf('hello').not.toExtend<ChatRequest>();
    expectTypeOf(seeded).not.toExtend<ChatRequest>();
    const text = await thrownBy(callUntyped(OpenAIChatCompletionBatch, 'create', [hello, 'hello'], { storage }));
    const bigint = await thrownBy(callUntyped(OpenAIChatCompletionBatch, 'create', [seeded], { storage }));
    expect(text).toMatchObject({ name: 'BatchValidationError', problems: [{ index: 1 }] });
    expect(text.message).toBe(
      'One of 2 requests cannot be sent, so nothing was stored. It is at index 1: The body cannot be written as JSON: it is a string, not an object.',
    );
    expect(bigint).toMatchObject({ name: 'BatchValidationError', problems: [{ index: 0 }] });
    await expectNothingStored();
  });

  it('several of them at once: all are told, and holes are no way out', async () => {
    const bad: unknown[] = [hello, {}, hello, null, 5, { messages: 'x' }];
    bad[7] = hello;
    const error = await thrownBy(callUntyped(OpenAIChatCompletionBatch, 'create', bad, { storage }));
    const problems = error instanceof BatchValidationError ? error.problems : [];
    expect(problems.map(({ index }) => index)).toEqual([1, 3, 4, 5, 6]);
    await expectNothingStored();
  });

  it('what is no list, no path, no storage and no name, from callers without types', async () => {
    const wrong = [
      callUntyped(OpenAIChatCompletionBatch, 'create', { messages: [] }, { storage }),
      callUntyped(OpenAIChatCompletionBatch, 'fromFile', undefined, { storage }),
      callUntyped(OpenAIChatCompletionBatch, 'create', [hello], { storage: {} }),
      callUntyped(OpenAIBatch, 'create', [{ input: 'x' }], { storage }),
      OpenAIChatCompletionBatch.create([hello], { storage, name: '' }),
      OpenAIChatCompletionBatch.fromFile('/dev/zero', { storage }),
      OpenAIChatCompletionBatch.fromFile('a\0b', { storage }),
    ];
    const errors = await Promise.all(wrong.map(thrownBy));
    expect(errors.map(({ name }) => name)).toEqual(wrong.map(() => 'BatchInitializationError'));
    // As in Python.
    expect(() => {
      Reflect.construct(OpenAIChatCompletionBatch, ['data.jsonl']);
    }).toThrow('Make a batch with fromFile or create');
    await expectNothingStored();
  });

  it('a file that changes while it is read', async () => {
    const path = join(directory, 'data.jsonl');
    const line = `${JSON.stringify({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { model: 'm', ...hello } })}\n`;
    await writeFile(path, line);
    const changing = OpenAIChatCompletionBatch.fromFile(path, {
      storage,
      onProgress: () => appendFileSync(path, line),
    });
    expect((await thrownBy(changing)).message).toBe(
      `${path} was changed while it was read. Try again when nobody writes it.`,
    );
    await expectNothingStored();
  });

  it('a custom id used twice', async () => {
    const error = await thrownBy(OpenAIChatCompletionBatch.create([hello, hello], { storage, customIds: ['a', 'a'] }));
    expect(error).toMatchObject({
      name: 'BatchValidationError',
      problems: [{ index: 1, customId: 'a', code: 'duplicate_custom_id' }],
    });
    await expectNothingStored();
  });

  it('more or fewer custom ids than requests', async () => {
    const error = await thrownBy(OpenAIChatCompletionBatch.create([hello], { storage, customIds: ['a', 'b'] }));
    expect([error.name, error.message]).toEqual([
      'BatchInitializationError',
      'The numbers of requests (1) and of custom ids (2) differ. Give one for each request, or none.',
    ]);
  });

  it('models of which some requests name one and others none', async () => {
    const error = await thrownBy(OpenAIChatCompletionBatch.create([{ ...hello, model: 'gpt-4o' }, hello], { storage }));
    expect(error).toMatchObject({ name: 'BatchValidationError', problems: [{ index: 1, param: 'body.model' }] });
  });
});

describe('calls that do not fit the state leave the stored batch as it was', () => {
  it('an unknown id in load', async () => {
    for (const id of ['batch_nowhere', '../../etc/passwd']) {
      const error = await thrownBy(OpenAIChatCompletionBatch.load(id, { storage }));
      expect([error.name, error.code, error.message]).toEqual([
        'BatchStorageError',
        'not_found',
        `Batch with id ${id} not found`,
      ]);
    }
  });

  it('start twice, retry before start, cancel before start', async () => {
    const batch = await draft();
    const before = await stored(batch);
    expect(await thrownBy(batch.retry())).toBeInstanceOf(BatchStateError);
    expect((await thrownBy(batch.cancel())).message).toContain('has not been started yet');
    expect(await stored(batch)).toEqual(before);
    await batch.start();
    const started = await stored(batch);
    expect((await thrownBy(batch.start())).message).toBe('Batch already started');
    expect(await stored(batch)).toEqual(started);
  });

  it('cancel, and a retry of nothing, of a finished batch', async () => {
    const batch = await draft();
    await batch.runUntilDone(quick);
    const before = await stored(batch);
    const errors = [
      await thrownBy(batch.cancel()),
      await thrownBy(batch.retry()),
      await thrownBy(batch.retry({ scope: ['nobody'] })),
      await thrownBy(batch.retry({ scope: [] })),
    ];
    expect(new Set(errors.map(({ name }) => name))).toEqual(new Set(['BatchStateError']));
    expect(errors[0]?.message).toBe('This batch has finished already, so there is nothing to cancel.');
    expect(await stored(batch)).toEqual(before);
  });

  it('remove while it runs', async () => {
    await using slow = await startSandbox({ jobSeconds: 60 });
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: slow.client, storage });
    await batch.start();
    const before = await stored(batch);
    expect((await thrownBy(batch.remove())).message).toBe('This batch is running. Cancel it and wait, then remove it.');
    expect(await stored(batch)).toEqual(before);
  });

  it('a removed batch is gone with its files', async () => {
    const batch = await draft();
    await batch.remove();
    await expectNothingStored();
    expect((await thrownBy(batch.getStatus())).message).toBe(`Batch with id ${batch.id} not found`);
  });
});

describe('a provider that takes nothing leaves the batch to be started again', () => {
  it('a refused key', async () => {
    await using refusing = await startRefusing(401, {
      message: 'Incorrect API key provided: sk-x.',
      code: 'invalid_api_key',
    });
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: refusing.client, storage });
    const error = await thrownBy(batch.start());
    expect(error).toBeInstanceOf(BatchStartError);
    expect(error.message).toMatch(
      /^The provider refused the client's key \(HTTP 401\)\..*Nothing was sent, and the batch is as it was before\.$/,
    );
    expect(error.cause).toMatchObject({ kind: 'key_refused' });
    expect(await stored(batch)).toMatchObject({ attempts: [], hold: null, counts: { total: 1, pending: 1 } });
    const mended = await OpenAIChatCompletionBatch.load(batch.id, { client: sandbox.client, storage });
    expect(await mended.runUntilDone(quick)).toMatchObject({ succeeded: 1 });
  });

  it('a refused retry leaves the earlier results, and can be repeated', async () => {
    const messages = [{ role: 'user' as const, content: '[[sandbox:429 once]]' }];
    const batch = await OpenAIChatCompletionBatch.create([hello, { messages }], { client: sandbox.client, storage });
    await batch.runUntilDone({ ...quick, maxAttempts: 1 });
    const before = await stored(batch);
    await using refusing = await startRefusing(400, { message: 'No.', code: 'nope' });
    const elsewhere = await OpenAIChatCompletionBatch.load(batch.id, { client: refusing.client, storage });
    expect(await thrownBy(elsewhere.retry())).toBeInstanceOf(BatchStartError);
    const { events: _, nextAt: __, ...after } = (await stored(batch)) ?? { events: [], nextAt: '' };
    expect(before).toMatchObject(after);
    await batch.retry();
    expect(await batch.wait(quick)).toBe('completed');
    expect((await batch.getResults()).successful).toHaveLength(2);
  });

  it('a provider that is not there', async () => {
    const client = new OpenAI({ baseURL: 'http://127.0.0.1:9/v1', apiKey: 'x', maxRetries: 0 });
    const batch = await OpenAIChatCompletionBatch.create([hello], { client, storage });
    expect((await thrownBy(batch.start())).message).toMatch(
      /^The port in 127\.0\.0\.1:9 is reserved .*as it was before\.$/,
    );
    expect((await stored(batch))?.attempts).toEqual([]);
  });

  it('no client anywhere', async () => {
    const batch = await OpenAIChatCompletionBatch.create([hello], { storage });
    expect((await thrownBy(batch.start())).message).toBe(
      'There is no client to send this with. Pass { client: new OpenAI(…) }, or set OPENAI_API_KEY.',
    );
    expect((await stored(batch))?.attempts).toEqual([]);
  });
});

describe('an abort', () => {
  it('breaks off waiting with the reason of the signal, and waiting again goes on', async () => {
    await using slow = await startSandbox({ jobSeconds: 1 });
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: slow.client, storage });
    await batch.start();
    const controller = new AbortController();
    const waiting = batch.wait({ ...quick, signal: controller.signal });
    controller.abort(new Error('Enough.'));
    await expect(waiting).rejects.toThrow('Enough.');
    expect(await batch.wait(quick)).toBe('completed');
  });

  it('before anything happens stores nothing', async () => {
    const signal = AbortSignal.abort(new Error('Enough.'));
    await expect(OpenAIChatCompletionBatch.create([hello], { storage, signal })).rejects.toThrow('Enough.');
    await expectNothingStored();
  });
});

async function startRefusing(status: number, error: object): Promise<{ client: OpenAI } & AsyncDisposable> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    client: new OpenAI({ baseURL: `http://127.0.0.1:${address.port}/v1`, apiKey: 'sk-x', maxRetries: 0 }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
