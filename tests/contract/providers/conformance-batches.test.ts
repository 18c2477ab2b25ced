import type { Batch } from 'openai/resources/batches';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { refusal, whyRefused } from './refusal.ts';
import { chatLines, openTarget, type Target } from './target.ts';

let target: Target;

beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target[Symbol.asyncDispose]());

const upload = async (content: string, name = 'input.jsonl'): Promise<string> =>
  (await target.client.files.create({ file: new File([content], name), purpose: 'batch' })).id;

const create = (fileId: string, more: Partial<Record<string, unknown>> = {}): Promise<Batch> =>
  target.client.post('/batches', {
    body: { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h', ...more },
  });

const run = async (content: string): Promise<Batch> => target.waitForEnd((await create(await upload(content))).id);

describe('creating a batch', () => {
  let fileId: string;
  beforeAll(async () => {
    fileId = await upload(chatLines(target.model, ['Say one']));
  });

  test('answers at once with the whole object, everything absent being null', async () => {
    const batch = await create(fileId, { metadata: { langbatch_token: 'abc' } });
    expect(batch.id).toMatch(/^batch_[0-9a-f]{32}$/);
    expect(batch).toMatchObject({
      object: 'batch',
      endpoint: '/v1/chat/completions',
      errors: null,
      input_file_id: fileId,
      completion_window: '24h',
      status: 'validating',
      output_file_id: null,
      error_file_id: null,
      in_progress_at: null,
      completed_at: null,
      cancelled_at: null,
      expires_at: batch.created_at + 86_400,
      request_counts: { total: 0, completed: 0, failed: 0 },
      metadata: { langbatch_token: 'abc' },
    });
  });

  test('without a needed parameter is refused', async () => {
    for (const name of ['input_file_id', 'endpoint', 'completion_window']) {
      expect(await whyRefused(create(fileId, { [name]: undefined }))).toEqual(
        refusal(400, `Missing required parameter: '${name}'.`, name, 'missing_required_parameter'),
      );
    }
  });

  test('for an endpoint that takes no batches is refused', async () => {
    const error = await whyRefused(create(fileId, { endpoint: '/v1/invalid/endpoint' }));
    expect(error).toMatchObject({ status: 400, param: 'endpoint', code: 'invalid_value' });
    expect(error.message).toMatch(/^Invalid value: '\/v1\/invalid\/endpoint'\. Supported values are: '\/v1\//);
  });

  test('with metadata that is too much or of the wrong kind is refused', async () => {
    expect(await whyRefused(create(fileId, { metadata: { tags: ['a'] } }))).toEqual(
      refusal(
        400,
        "Invalid type for 'metadata.tags': expected a string, but got an array instead.",
        'metadata.tags',
        'invalid_type',
      ),
    );
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v']));
    expect(await whyRefused(create(fileId, { metadata: many }))).toEqual(
      refusal(
        400,
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
        'metadata',
        'object_above_max_properties',
      ),
    );
    expect(await whyRefused(create(fileId, { metadata: { a: 'x'.repeat(513) } }))).toMatchObject({
      code: 'string_above_max_length',
    });
  });

  test('from a file that is not there is taken, and fails in validation', async () => {
    const batch = await create('file-0000000000000000000000');
    expect(batch.status).toBe('validating');
    const failed = await target.waitForEnd(batch.id);
    expect(failed).toMatchObject({ status: 'failed', request_counts: { total: 0, completed: 0, failed: 0 } });
    expect(failed.errors?.data).toMatchObject([{ code: 'invalid_request', param: 'file_id', line: null }]);
    expect(failed.errors?.data?.[0]?.message).toMatch(
      /^Cannot find file .*, or organization .* does not have access to it\.$/,
    );
  });
});

describe('validation', () => {
  const line = (change: Record<string, unknown>): string => {
    const body = { model: target.model, messages: [{ role: 'user', content: 'Say one' }], max_tokens: 20 };
    const whole = { custom_id: crypto.randomUUID(), method: 'POST', url: '/v1/chat/completions', body, ...change };
    return JSON.stringify(whole);
  };

  test('reports every bad line, one error a line, and nothing is run', async () => {
    const { model } = target;
    const batch = await run(
      [
        line({}),
        '{"custom_id": "broken"',
        line({ custom_id: undefined }),
        line({ method: undefined }),
        line({ url: undefined }),
        line({ body: undefined }),
        line({ body: { model } }),
        line({ url: '/v1/embeddings' }),
        line({ body: { model, messages: [{ role: 'user', content: 'x' }], stream: true } }),
      ].join('\n'),
    );
    expect(batch).toMatchObject({ status: 'failed', output_file_id: null, error_file_id: null });
    expect(batch).toMatchObject({ request_counts: { total: 0, completed: 0, failed: 0 } });
    const missing = (name: string, at: number, param = name): unknown => ({
      code: 'missing_required_parameter',
      message: `Missing required parameter: '${name}'.`,
      param,
      line: at,
    });
    expect(batch.errors?.data).toEqual([
      { code: 'invalid_json_line', message: 'This line is not parseable as valid JSON.', param: null, line: 2 },
      missing('custom_id', 3),
      missing('method', 4),
      missing('url', 5),
      missing('body', 6),
      missing('messages', 7, 'body.messages'),
      {
        code: 'invalid_url',
        message: 'The URL provided for this request does not match the batch endpoint.',
        param: 'url',
        line: 8,
      },
      {
        code: 'streaming_unsupported',
        message: 'Chat Completions: Streaming is not supported in the Batch API.',
        param: 'body.stream',
        line: 9,
      },
    ]);
  });

  test('refuses two models and two equal custom_ids', async () => {
    const other = { model: 'gpt-4o', messages: [{ role: 'user', content: 'x' }] };
    const batch = await run(
      [line({ custom_id: 'a' }), line({ custom_id: 'b', body: other }), line({ custom_id: 'a' })].join('\n'),
    );
    expect(batch.errors?.data?.map(({ code, line: at }) => [code, at])).toEqual([
      ['mismatched_model', 2],
      ['duplicate_custom_id', 3],
    ]);
  });

  test('takes blank lines, CRLF, any key order and a missing final newline', async () => {
    const reordered = `{"body": {"messages": [{"content": "Say one", "role": "user"}], "max_tokens": 20, "model": "${target.model}"}, "url": "/v1/chat/completions", "method": "POST", "custom_id": "z"}`;
    const batch = await run(`${line({})}\r\n\n${reordered}`);
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 2, failed: 0 } });
  });
});

describe('a batch that runs', () => {
  const resultLine = z.strictObject({
    id: z.string().regex(/^batch_req_[0-9a-f]{32}$/),
    custom_id: z.string(),
    response: z.strictObject({
      status_code: z.literal(200),
      request_id: z.string().min(32),
      body: z.looseObject({
        id: z.string().regex(/^chatcmpl-/),
        object: z.literal('chat.completion'),
        created: z.number(),
        model: z.string(),
        choices: z.array(z.looseObject({ message: z.looseObject({ role: z.literal('assistant') }) })),
        usage: z.looseObject({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() }),
      }),
    }),
    error: z.null(),
  });

  test('completes with one output line for each request', async () => {
    const batch = await run(chatLines(target.model, ['Say one', 'Say two', 'Say three']));
    expect(batch).toMatchObject({
      status: 'completed',
      errors: null,
      error_file_id: null,
      failed_at: null,
      expired_at: null,
      cancelling_at: null,
      request_counts: { total: 3, completed: 3, failed: 0 },
    });
    const times = [batch.created_at, batch.in_progress_at, batch.finalizing_at, batch.completed_at];
    expect(times).toEqual(times.toSorted((one, other) => Number(one) - Number(other)));

    const file = await target.client.files.retrieve(batch.output_file_id ?? '');
    expect(file).toMatchObject({ purpose: 'batch_output', filename: `${batch.id}_output.jsonl` });
    const content = await target.client.files.content(file.id);
    expect(content.headers.get('content-disposition')).toBe(`attachment; filename="${batch.id}_output.jsonl"`);
    const text = await content.text();
    expect(Buffer.byteLength(text)).toBe(file.bytes);
    expect(text.endsWith('}\n')).toBe(true);
    const lines = text.trimEnd().split('\n');
    const results = lines.map((one) => resultLine.parse(JSON.parse(one)));
    expect(results.map(({ custom_id }) => custom_id).toSorted()).toEqual(['r-1', 'r-2', 'r-3']);
  });

  test('cannot be cancelled once it has ended', async () => {
    const batch = await run(chatLines(target.model, ['Say one']));
    expect(await whyRefused(target.client.batches.cancel(batch.id))).toEqual(
      refusal(409, "Cannot cancel a batch with status 'completed'."),
    );
  });

  test('is cancelled when asked in time, and stays so when asked again', async () => {
    const batch = await create(await upload(chatLines(target.model, ['Say one', 'Say two'])));
    const cancelling = await target.client.batches.cancel(batch.id);
    expect(cancelling).toMatchObject({ status: 'cancelling', cancelled_at: null });
    expect(cancelling.cancelling_at).toBeGreaterThanOrEqual(batch.created_at);
    const cancelled = await target.waitForEnd(batch.id);
    expect(cancelled).toMatchObject({ status: 'cancelled', completed_at: null });
    expect(await target.client.batches.cancel(batch.id)).toEqual(cancelled);
  });
});

describe('the list of batches', () => {
  test('has the newest first and goes on after an id', async () => {
    const fileId = await upload(chatLines(target.model, ['Say one']));
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await create(fileId)).id);
    const page = await target.client.batches.list({ limit: 2 });
    expect(page.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(await target.client.get('/batches', { query: { limit: 2 } })).toMatchObject({
      object: 'list',
      first_id: ids[0],
      last_id: ids[1],
      has_more: true,
    });
    const next = await page.getNextPage();
    expect(next.data[0]?.id).toBe(ids[2]);
  });

  test('refuses limits out of range', async () => {
    expect(await whyRefused(target.client.batches.list({ limit: 101 }))).toEqual(
      refusal(
        400,
        "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
        'limit',
        'integer_above_max_value',
      ),
    );
    expect(await whyRefused(target.client.batches.list({ limit: 0 }))).toMatchObject({
      status: 400,
      code: 'integer_below_min_value',
    });
  });
});
