import { OpenAI } from 'openai';
import type { Batch } from 'openai/resources/batches';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { startSandbox, type TestSandbox, type TestSandboxOptions } from '#tests/support/sandbox.ts';
import { chatLines } from './target.ts';

const line = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullable(),
  error: z.object({ code: z.string() }).nullable(),
});

let sandbox: TestSandbox;
let client: OpenAI;

const start = async (options: TestSandboxOptions): Promise<void> => {
  sandbox = await startSandbox(options);
  client = new OpenAI({ baseURL: sandbox.baseUrl, apiKey: 'any', maxRetries: 0, logLevel: 'off' });
};
beforeEach(() => start({}));
afterEach(() => sandbox.close());

const create = async (contents: readonly string[], model = 'gpt-4o-mini'): Promise<Batch> => {
  const file = await client.files.create({
    file: new File([chatLines(model, contents)], 'input.jsonl'),
    purpose: 'batch',
  });
  return client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
};
const look = (batch: Batch): Promise<Batch> => client.batches.retrieve(batch.id);
const finish = async (batch: Batch): Promise<Batch> => {
  sandbox.finishJobs();
  return look(batch);
};

/** What became of each request: `200`, `429`, `batch_expired`, … from both files. */
const outcomes = async (batch: Batch): Promise<Record<string, string>> => {
  const texts = await Promise.all([readFile(batch.output_file_id), readFile(batch.error_file_id)]);
  const lines = texts.flatMap((text) => text.split('\n').filter(Boolean)).map((text) => line.parse(JSON.parse(text)));
  return Object.fromEntries(
    lines.map(({ custom_id, response, error }) => [custom_id, String(response?.status_code ?? error?.code)]),
  );
};
const readFile = async (id: string | null | undefined): Promise<string> =>
  id == null ? '' : (await client.files.content(id)).text();

describe('directives', () => {
  test('decide the fate of each request, in the file where OpenAI would put it', async () => {
    const batch = await finish(
      await create([
        'Hello',
        'A [[sandbox:400]]',
        'B [[sandbox:401]]',
        'C [[sandbox:429]]',
        'D [[sandbox:500]]',
        'E [[sandbox:missing]]',
      ]),
    );
    expect(await outcomes(batch)).toEqual({ 'r-1': '200', 'r-2': '400', 'r-3': '401', 'r-4': '429', 'r-5': '500' });
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 6, completed: 1, failed: 4 } });
    const errors = await readFile(batch.error_file_id);
    expect(errors.split('\n').filter(Boolean)).toHaveLength(4);
    expect(errors).toContain('"code": "rate_limit_exceeded"');
  });

  test('that let one request expire end the whole job expired, with the others done', async () => {
    const batch = await finish(await create(['One', 'Two [[sandbox:expire]]', 'Three']));
    expect(await outcomes(batch)).toEqual({ 'r-1': '200', 'r-2': 'batch_expired', 'r-3': '200' });
    expect(batch).toMatchObject({
      status: 'expired',
      completed_at: null,
      request_counts: { total: 3, completed: 2, failed: 0 },
    });
    expect(batch.expired_at).toBeGreaterThan(batch.created_at);
  });

  test('can fail every request: the job completes without an output file', async () => {
    const batch = await finish(await create(['[[sandbox:400]]', '[[sandbox:400]]']));
    expect(batch).toMatchObject({ status: 'completed', output_file_id: null });
    expect(batch).toMatchObject({ request_counts: { total: 2, completed: 0, failed: 2 } });
  });

  test('with once strike in the first job that holds the request, and in no other', async () => {
    const contents = ['A [[sandbox:429 once]]', 'B [[sandbox:missing once]]', 'C [[sandbox:expire once]]'];
    const [first, second] = [await create(contents), await create(contents)];
    expect(await outcomes(await finish(first))).toEqual({ 'r-1': '429', 'r-3': 'batch_expired' });
    expect(await outcomes(await look(second))).toEqual({ 'r-1': '200', 'r-2': '200', 'r-3': '200' });
  });

  test('with once are remembered through a restart', async () => {
    const first = await create(['A [[sandbox:500 once]]']);
    expect(await outcomes(await finish(first))).toEqual({ 'r-1': '500' });
    await sandbox.restart();
    expect(await outcomes(await finish(await create(['A [[sandbox:500 once]]'])))).toEqual({ 'r-1': '200' });
    expect(await outcomes(await look(first))).toEqual({ 'r-1': '500' });
  });

  test('with once are not used up by a job that fails in validation', async () => {
    const file = await client.files.create({
      file: new File([`${chatLines('gpt-4o-mini', ['A [[sandbox:500 once]]'])}not json\n`], 'input.jsonl'),
      purpose: 'batch',
    });
    const refused = await client.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    expect(await finish(refused)).toMatchObject({ status: 'failed' });
    expect(await outcomes(await finish(await create(['A [[sandbox:500 once]]'])))).toEqual({ 'r-1': '500' });
  });
});

describe('the course of a job', () => {
  test('goes through all states with counts that rise and never fall', async () => {
    const batch = await create(Array.from({ length: 20 }, (_, index) => `Say ${index}`));
    const seen: string[] = [];
    let completed = 0;
    for (let second = 0; second <= 10; second += 1) {
      const now = await look(batch);
      if (seen.at(-1) !== now.status) seen.push(now.status);
      expect(now.request_counts?.completed).toBeGreaterThanOrEqual(completed);
      expect(now.request_counts?.total).toBe(now.status === 'validating' ? 0 : 20);
      completed = now.request_counts?.completed ?? 0;
      sandbox.advance(1000);
    }
    expect(seen).toEqual(['validating', 'in_progress', 'finalizing', 'completed']);
    expect(completed).toBe(20);
  });

  test('is the same after a restart in the middle of it', async () => {
    const batch = await create(Array.from({ length: 20 }, (_, index) => `Say ${index}`));
    sandbox.advance(4000);
    const before = await look(batch);
    await sandbox.restart();
    expect(await look(batch)).toEqual(before);
    expect(await finish(batch)).toMatchObject({ status: 'completed', request_counts: { completed: 20 } });
  });

  test('cancelled in the middle keeps the answers made so far, the other requests being cancelled', async () => {
    const batch = await create(Array.from({ length: 20 }, (_, index) => `Say ${index}`));
    sandbox.advance(4500);
    const cancelling = await client.batches.cancel(batch.id);
    const done = cancelling.request_counts?.completed ?? 0;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(20);
    const cancelled = await finish(batch);
    expect(cancelled).toMatchObject({ status: 'cancelled', request_counts: { total: 20, completed: done, failed: 0 } });
    const words = Object.values(await outcomes(cancelled));
    expect(words.filter((word) => word === '200')).toHaveLength(done);
    expect(words.filter((word) => word === 'batch_cancelled')).toHaveLength(20 - done);
  });

  test('cancelled in validation leaves no files', async () => {
    const batch = await create(['One']);
    await client.batches.cancel(batch.id);
    expect(await finish(batch)).toMatchObject({
      status: 'cancelled',
      output_file_id: null,
      error_file_id: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
    });
  });

  test('goes on when the input file is deleted', async () => {
    const batch = await create(['One']);
    await client.files.delete(batch.input_file_id);
    expect(await finish(batch)).toMatchObject({ status: 'completed', request_counts: { completed: 1 } });
  });

  test('gives results in another order than that of the input', async () => {
    const batch = await finish(await create(Array.from({ length: 30 }, (_, index) => `Say ${index}`)));
    const ids = [...(await readFile(batch.output_file_id)).matchAll(/"custom_id": "(r-\d+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(30);
    expect(ids).not.toEqual(Array.from({ length: 30 }, (_, index) => `r-${index + 1}`));
  });

  test('leaves result files that are gone after thirty days', async () => {
    const batch = await finish(await create(['One']));
    sandbox.advance(30 * 86_400_000);
    await expect(client.files.content(batch.output_file_id ?? '')).rejects.toThrow('No such File object');
    await sandbox.restart();
    expect((await client.files.list()).data).toEqual([]);
  });

  test('answers ids that are not plain text as they came', async () => {
    const odd = ['nul \u0000', 'lone \ud800', 'quote " and \\', 'ü 🙂'];
    const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] };
    const lines = odd.map((custom_id) =>
      JSON.stringify({ custom_id, method: 'POST', url: '/v1/chat/completions', body }),
    );
    const file = await client.files.create({ file: new File([lines.join('\n')], 'odd.jsonl'), purpose: 'batch' });
    const batch = await client.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    expect(Object.keys(await outcomes(await finish(batch))).toSorted()).toEqual(odd.toSorted());
  });
});

describe('other endpoints', () => {
  const runFile = async (content: BlobPart, endpoint: Batch['endpoint']): Promise<Batch> => {
    const file = await client.files.create({ file: new File([content], 'input.jsonl'), purpose: 'batch' });
    const body = { input_file_id: file.id, endpoint, completion_window: '24h' };
    return finish(await client.post<Batch>('/batches', { body }));
  };

  test.each([
    ['01-in-chat-langbatch.jsonl', '/v1/chat/completions', 8],
    ['05-in-embeddings-langbatch.jsonl', '/v1/embeddings', 3],
    ['10-in-chat-100-lines-bedrock-min-langbatch.jsonl', '/v1/chat/completions', 104],
    ['15-in-responses-keyorder-openai-batch-manager.jsonl', '/v1/responses', 5],
  ])('%s is answered whole', async (name, endpoint, total) => {
    const batch = await runFile(Uint8Array.from(readFixture(name)), endpoint);
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total, completed: total, failed: 0 } });
  });

  test.each([
    ['/v1/completions', { prompt: 'Say one' }],
    ['/v1/moderations', { input: 'Say one' }],
  ])('%s is answered, and directives in it are followed', async (endpoint, body) => {
    const failing = Object.fromEntries(Object.entries(body).map(([name]) => [name, 'Say two [[sandbox:500]]']));
    const lines = [body, failing].map((one, index) =>
      JSON.stringify({ custom_id: `r-${index}`, method: 'POST', url: endpoint, body: { model: 'm', ...one } }),
    );
    const batch = await runFile(lines.join('\n'), endpoint);
    expect(await outcomes(batch)).toEqual({ 'r-0': '200', 'r-1': '500' });
  });
});

describe('limits', () => {
  const text = 'word '.repeat(100);

  test('enqueued tokens count for each model over all open jobs, and are free again when a job ends', async () => {
    await sandbox.close();
    await start({ tokenLimit: 300 });
    const running = await create([text, text]);
    const refused = await create([text]);
    const otherModel = await create([text], 'gpt-4o');
    sandbox.advance(1000);
    expect(await look(running)).toMatchObject({ status: 'in_progress' });
    expect(await look(otherModel)).toMatchObject({ status: 'in_progress' });
    expect((await look(refused)).errors?.data).toEqual([
      {
        code: 'token_limit_exceeded',
        message:
          'Enqueued token limit reached for gpt-4o-mini in organization org-sandbox. Limit: 300 enqueued tokens. Please try again once some in_progress batches have been completed.',
        param: null,
        line: null,
      },
    ]);
    sandbox.finishJobs();
    expect(await finish(await create([text]))).toMatchObject({ status: 'completed' });
  });

  test('an empty file and a malformed first line are refused at the upload, a later one in validation', async () => {
    await expect(create([])).rejects.toMatchObject({ status: 400 });
    const upload = (text: string): PromiseLike<unknown> =>
      client.files.create({ file: new File([text], 'input.jsonl'), purpose: 'batch' });
    await expect(upload('{"custom_id": \n{}\n')).rejects.toMatchObject({ status: 400 });
    await upload('{}\nnot JSON\n');
    await upload(`\n{"custom_id": "${'x'.repeat(2 ** 21)}`);
  });

  test('a file with too many requests fails in validation', async () => {
    await sandbox.close();
    await start({ maxRequests: 2 });
    const many = await finish(await create(['1', '2', '3']));
    expect(many).toMatchObject({ status: 'failed' });
    expect(many.errors?.data?.[0]?.code).toBe('too_many_tasks');
  });
});
