import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type BatchProgress,
  BatchStateError,
  BatchValidationError,
  MemoryBatchStorage,
  OpenAIBatch,
  OpenAIChatCompletionBatch,
  OpenAIEmbeddingBatch,
  startSandbox,
} from '#lib/langbatch/index.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { chatLine, mixed, quick, useLibraryWorld } from './library-world.ts';

const world = useLibraryWorld();

describe('fromFile', () => {
  it('checks every line and gives each batch an id of its own', async () => {
    const path = await world.storeFile(readFixture('01-in-chat-langbatch.jsonl'));
    const batch = await OpenAIChatCompletionBatch.fromFile(path, world.ours());
    const other = await OpenAIChatCompletionBatch.fromFile(path, world.ours());
    expect(batch.id).toMatch(/^batch_/);
    expect(other.id).not.toBe(batch.id);
    expect(await batch.getProgress()).toMatchObject({ status: 'draft', attempt: 0, counts: { total: 8 } });
  });

  it('takes a blank line and a missing final newline', async () => {
    const path = await world.storeFile(`${chatLine('a', 'x')}\n\n${chatLine('b', 'y')}`);
    const batch = await OpenAIChatCompletionBatch.fromFile(path, world.ours());
    expect((await batch.getProgress()).counts.total).toBe(2);
  });

  it('tells how many bytes have been read', async () => {
    const text = mixed.join('\n');
    const path = await world.storeFile(text);
    const seen: { bytes: number; totalBytes: number | null }[] = [];
    await OpenAIChatCompletionBatch.fromFile(path, { ...world.ours(), onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ bytes: Buffer.byteLength(text), totalBytes: Buffer.byteLength(text) });
  });

  it('carries all problems with line, custom id, code, param and message, and stores nothing', async () => {
    const noMessages = JSON.stringify({
      custom_id: 'c',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'gpt-4o-mini' },
    });
    const path = await world.storeFile([chatLine('a', 'x'), '{oops', noMessages, chatLine('a', 'y')].join('\n'));
    const error = await OpenAIChatCompletionBatch.fromFile(path, world.ours()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BatchValidationError);
    expect(error).toMatchObject({
      code: 'invalid_requests',
      problems: [
        { line: 2, index: null, customId: null, code: 'json_unquoted_name' },
        {
          line: 3,
          index: null,
          customId: 'c',
          code: 'missing_required_parameter',
          param: 'body.messages',
          message: "Missing required parameter: 'messages'.",
        },
        { line: 4, index: null, customId: 'a', code: 'duplicate_custom_id', param: 'custom_id' },
      ],
    });
    expect(await world.storage.listBatchIds({ limit: 10 })).toEqual([]);
  });

  it('takes lines without method and url, as the class says where they go', async () => {
    const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'x' }] };
    const path = await world.storeFile(JSON.stringify({ custom_id: 'a', body }));
    const batch = await OpenAIChatCompletionBatch.fromFile(path, world.ours());
    const stored = await world.storage.loadBatch(batch.id);
    expect(stored?.record).toMatchObject({ chosenEndpoint: '/v1/chat/completions', check: { withoutUrl: 1 } });
  });

  it('refuses the requests of another endpoint', async () => {
    const path = await world.storeFile(mixed.join('\n'));
    await expect(OpenAIEmbeddingBatch.fromFile(path, world.ours())).rejects.toThrow(
      'The requests are for /v1/chat/completions, but this class sends to /v1/embeddings.',
    );
    expect(await world.storage.listBatchIds({ limit: 10 })).toEqual([]);
  });
});

describe('start and getStatus', () => {
  it('does not start by itself; getStatus says so', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await expect(batch.getStatus()).rejects.toThrow(new BatchStateError('wrong_state', 'Batch not started'));
  });

  it('sends once: a second start is refused', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.start();
    await expect(batch.start()).rejects.toThrow(new BatchStateError('wrong_state', 'Batch already started'));
    expect((await world.storage.loadBatch(batch.id))?.record.attempts).toHaveLength(1);
  });

  it('asks the provider and ends with one of its words, with nothing but getStatus called', async () => {
    // What got no answer would be waited for some seconds more.
    const answered = mixed.filter((line) => !line.includes('missing'));
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(answered.join('\n')), world.ours());
    await batch.start();
    await expect.poll(() => batch.getStatus(), { interval: 20 }).toBe('completed');
    expect((await batch.getResults()).successful).toHaveLength(2);
  });

  it('lets two objects on one id agree, one of them starting', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    const same = await OpenAIChatCompletionBatch.load(batch.id, world.ours());
    const started = await Promise.allSettled([batch.start(), same.start()]);
    expect(started.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await same.wait(quick)).toBe('completed');
    expect(await batch.getStatus()).toBe('completed');
    expect((await world.storage.loadBatch(batch.id))?.record.attempts[0]?.jobs).toHaveLength(1);
  });
});

describe('results', () => {
  async function ended(): Promise<OpenAIChatCompletionBatch> {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.start();
    expect(await batch.wait(quick)).toBe('completed');
    return batch;
  }

  it('getResults tells successful, unsuccessful and missing requests apart, with the real message', async () => {
    const { successful, unsuccessful, missing } = await (await ended()).getResults();
    expect(successful.map((result) => [result.custom_id, result.response.status_code])).toEqual([
      ['good-1', 200],
      ['good-2', 200],
    ]);
    expect(successful[0]?.response.body.choices[0]?.message.content).toEqual(expect.any(String));
    expect(unsuccessful.map(({ custom_id, error, failure }) => [custom_id, error, failure.statusCode])).toEqual([
      ['limited', null, 429],
      ['refused', null, 400],
    ]);
    expect(unsuccessful[0]?.failure.message).toMatch(/rate limit/i);
    expect(missing.map(({ custom_id }) => custom_id)).toEqual(['lost']);
  });

  it('results() streams the same in input order, each with its raw line', async () => {
    const batch = await ended();
    const { successful, unsuccessful } = await batch.getResults();
    const streamed = await Array.fromAsync(batch.results());
    expect(streamed.map(({ custom_id }) => custom_id)).toEqual(['good-1', 'limited', 'refused', 'good-2']);
    expect(new Set(streamed)).toEqual(new Set([...successful, ...unsuccessful]));
    for (const { rawLine, custom_id } of streamed) expect(JSON.parse(rawLine)).toMatchObject({ custom_id });
  });

  it("getResultsFile writes the provider's bytes in input order and gives the path", async () => {
    const batch = await ended();
    const seen: number[] = [];
    const path = await batch.getResultsFile(join(world.directory, 'deep', 'results.jsonl'), {
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    const text = await readFile(path, 'utf8');
    const streamed = await Array.fromAsync(batch.results());
    expect(path).toBe(join(world.directory, 'deep', 'results.jsonl'));
    expect(text).toBe(streamed.map(({ rawLine }) => `${rawLine}\n`).join(''));
    expect(seen.at(-1)).toBe(Buffer.byteLength(text));
  });

  it('getUnsuccessfulRequests gives the input lines of failed requests, and of missing ones when they are asked for', async () => {
    const batch = await ended();
    const failed = await batch.getUnsuccessfulRequests();
    expect(failed.map(({ rawLine }) => rawLine)).toEqual([mixed[1], mixed[2]]);
    expect(failed[0]?.body.messages).toEqual([{ role: 'user', content: '[[sandbox:429 once]]' }]);
    const all = await batch.getUnsuccessfulRequests({ include: 'missing' });
    expect(all.map(({ custom_id }) => custom_id)).toEqual(['limited', 'refused', 'lost']);
  });

  it('getRequestsByCustomIds gives them in file order and ignores unknown ids', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    const seen: number[] = [];
    const found = await batch.getRequestsByCustomIds(['good-2', 'nobody', 'limited'], {
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    expect(seen.at(-1)).toBe(Buffer.byteLength(`${mixed[1]}${mixed[4]}`));
    expect(found.map(({ custom_id }) => custom_id)).toEqual(['limited', 'good-2']);
    expect(found.map(({ rawLine }) => rawLine)).toEqual([mixed[1], mixed[4]]);
    expect(await batch.getRequestsByCustomIds([])).toEqual([]);
  });

  it('are refused before the start', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await expect(batch.getResults()).rejects.toThrow(BatchStateError);
    await expect(batch.getResultsFile()).rejects.toThrow('Batch not started');
    await expect(batch.results().next()).rejects.toThrow('Batch not started');
  });
});

describe('retry', () => {
  it('sends what has no success as a new attempt, and earlier answers stay', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.start();
    await batch.wait(quick);
    const before = await batch.getResults();
    await batch.retry();
    await batch.wait(quick);
    const after = await batch.getResults();
    expect((await world.storage.loadBatch(batch.id))?.record.attempts.map(({ requests }) => requests)).toEqual([5, 3]);
    expect(after.successful.map(({ custom_id }) => custom_id)).toEqual(['good-1', 'limited', 'lost', 'good-2']);
    expect(after.unsuccessful.map(({ custom_id }) => custom_id)).toEqual(['refused']);
    expect(after.missing).toEqual([]);
    expect(after.successful[0]?.rawLine).toBe(before.successful[0]?.rawLine);
  });

  it('sends all again, or a chosen set', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.start();
    await batch.wait(quick);
    await batch.retry({ scope: ['good-1', 'refused'] });
    await batch.wait(quick);
    await batch.retry({ scope: 'all' });
    await batch.wait(quick);
    expect((await world.storage.loadBatch(batch.id))?.record.attempts.map(({ requests }) => requests)).toEqual([
      5, 2, 5,
    ]);
  });

  it('is refused before the start and while the batch runs', async () => {
    await using slow = await startSandbox({ jobSeconds: 60 });
    const path = await world.storeFile(mixed.join('\n'));
    const batch = await OpenAIChatCompletionBatch.fromFile(path, { client: slow.client, storage: world.storage });
    await expect(batch.retry()).rejects.toThrow('Batch not started');
    await batch.start();
    await expect(batch.retry()).rejects.toThrow('This batch is still running.');
    expect((await world.storage.loadBatch(batch.id))?.record.attempts).toHaveLength(1);
  });

  it('runUntilDone starts, waits and retries until a retry cannot help', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    const seen: BatchProgress[] = [];
    const counts = await batch.runUntilDone({ ...quick, onProgress: (progress) => seen.push(progress) });
    expect(counts).toMatchObject({ total: 5, succeeded: 4, failed: 1, missing: 0 });
    expect((await world.storage.loadBatch(batch.id))?.record.attempts.map(({ requests }) => requests)).toEqual([5, 2]);
    expect(new Set(seen.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
  });

  it('runUntilDone of two objects on one batch at once is one run', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    const same = await OpenAIChatCompletionBatch.load(batch.id, world.ours());
    const counts = await Promise.all([batch.runUntilDone(quick), same.runUntilDone(quick)]);
    expect(counts).toEqual([counts[0], counts[0]]);
    expect(counts[0]).toMatchObject({ succeeded: 4, failed: 1 });
    expect((await world.storage.loadBatch(batch.id))?.record.attempts).toHaveLength(2);
  });

  it('runUntilDone ends at the number of attempts that it may make', async () => {
    const path = await world.storeFile(chatLine('never', '[[sandbox:429]]'));
    const batch = await OpenAIChatCompletionBatch.fromFile(path, world.ours());
    expect(await batch.runUntilDone({ ...quick, maxAttempts: 2 })).toMatchObject({ failed: 1 });
    expect((await world.storage.loadBatch(batch.id))?.record.attempts).toHaveLength(2);
  });
});

describe('cancel', () => {
  it('is true when the provider took it, and what was not answered can be retried', async () => {
    await using slow = await startSandbox({ jobSeconds: 1.5 });
    const path = await world.storeFile(mixed.join('\n'));
    const batch = await OpenAIChatCompletionBatch.fromFile(path, { client: slow.client, storage: world.storage });
    await batch.start();
    expect(await batch.cancel()).toBe(true);
    expect(await batch.wait(quick)).toBe('cancelled');
    expect(await batch.cancel().catch((error: unknown) => error)).toBeInstanceOf(BatchStateError);
  });
});

describe('save and load', () => {
  it('load gives the batch that anybody saved, and the id that leads nowhere its sentence', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.save({ name: 'Reviews' });
    const stored = await world.storage.loadBatch(batch.id);
    expect(stored?.record).toMatchObject({ isListed: true, name: 'Reviews' });
    const same = await OpenAIChatCompletionBatch.load(batch.id, world.ours());
    expect(await same.runUntilDone(quick)).toMatchObject({ succeeded: 4 });
    await expect(OpenAIChatCompletionBatch.load('batch_nowhere', world.ours())).rejects.toThrow(
      'Batch with id batch_nowhere not found',
    );
    await expect(OpenAIEmbeddingBatch.load(batch.id, world.ours())).rejects.toThrow(
      `Batch ${batch.id} is for /v1/chat/completions`,
    );
    expect((await OpenAIBatch.load(batch.id, world.ours())).id).toBe(batch.id);
  });

  it('save copies a finished batch with its results into another storage, and goes on there', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.runUntilDone({ ...quick, maxAttempts: 1 });
    const results = await Array.fromAsync(batch.results());
    const other = new MemoryBatchStorage();
    await batch.save({ storage: other });
    await world.storage.removeBatch(batch.id);
    expect(await Array.fromAsync(batch.results())).toEqual(results);
    const loaded = await OpenAIChatCompletionBatch.load(batch.id, { client: world.sandbox.client, storage: other });
    expect(await loaded.runUntilDone(quick)).toMatchObject({ succeeded: 4, failed: 1 });
  });

  it('save into a storage that has the batch already changes nothing there', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    await batch.runUntilDone({ ...quick, maxAttempts: 1 });
    const other = new MemoryBatchStorage();
    const twin = await OpenAIChatCompletionBatch.load(batch.id, world.ours());
    await batch.save({ storage: other });
    await expect(twin.save({ storage: other })).rejects.toThrow('has batch');
    expect(await other.loadBatch(batch.id)).toMatchObject({ version: 1, record: { isListed: true } });
  });

  it('save moves a draft, so that it cannot be started, and paid for, in two storages', async () => {
    const batch = await OpenAIChatCompletionBatch.fromFile(await world.storeFile(mixed.join('\n')), world.ours());
    const other = new MemoryBatchStorage();
    await batch.save({ storage: other });
    await expect(OpenAIChatCompletionBatch.load(batch.id, world.ours())).rejects.toThrow('not found');
    await batch.start();
    expect(await batch.wait(quick)).toBe('completed');
  });

  it('fromFile takes an address of a file too', async () => {
    const url = pathToFileURL(await world.storeFile(mixed.join('\n')));
    expect((await (await OpenAIChatCompletionBatch.fromFile(url, world.ours())).getProgress()).counts.total).toBe(5);
  });
});
