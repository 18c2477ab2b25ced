import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResultLine, type ResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import { maxContainers } from '#lib/jsonl/find-excess.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';
import { findFailure, isCurable } from '#lib/shared/failures/find-failure.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { collectLines } from '#tests/unit/lib/jsonl/chunks.ts';

function parse(line: unknown): ResultLine | null {
  const parsed = parseResultLine(Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)));
  return parsed.ok ? parsed.result : null;
}

async function parseFixture(name: string): Promise<(ResultLine | null)[]> {
  const lines = await collectLines([readFixture(name)]);
  return lines.map(({ bytes }) => {
    const parsed = parseResultLine(bytes ?? Buffer.alloc(0));
    return parsed.ok ? parsed.result : null;
  });
}

const success = { outcome: 'succeeded', statusCode: 200, errorCode: null, message: null };
const usage = (inputTokens: number | null, outputTokens: number | null) => ({ ...noUsage, inputTokens, outputTokens });

describe('published result files', () => {
  it('07: chat answers, and failures whose code is a number', async () => {
    expect(await parseFixture('07-out-chat-langbatch.jsonl')).toMatchObject([
      {
        ...success,
        customId: 'req-1',
        usage: usage(22, 34),
      },
      {
        ...success,
        customId: 'req-2',
        usage: usage(21, 219),
      },
      ...['req-3', 'req-4'].map((customId) => ({
        customId,
        outcome: 'failed',
        statusCode: null,
        errorCode: '500',
        message: 'json_format with no json in system prompt',
        usage: noUsage,
        ended: null,
        requestId: null,
      })),
    ]);
  });

  it('08: embeddings, which have input tokens only', async () => {
    const results = await parseFixture('08-out-embeddings-langbatch.jsonl');
    expect(results).toMatchObject([
      { ...success, customId: '6d292082-5c65-4b70-9900-a1418e49d5e7', usage: usage(8, null), ended: 'complete' },
      { ...success, customId: 'b8bf1ed2-2ec3-45f9-81b0-97813ad70ae4', usage: usage(5, null), ended: 'complete' },
      { ...success, customId: '3cb5b179-464f-4ebe-b405-531caba76dd7', usage: usage(5, null), ended: 'complete' },
    ]);
  });

  it('39: a recorded output file', async () => {
    const results = await parseFixture('39-out-chat-curator-recorded.jsonl');
    expect(
      results.map((result) => [
        result?.customId,
        result?.outcome,
        result?.ended,
        result?.usage.inputTokens,
        result?.usage.outputTokens,
      ]),
    ).toEqual([
      ['0', 'succeeded', 'complete', 10, 72],
      ['1', 'succeeded', 'complete', 9, 97],
      ['2', 'succeeded', 'complete', 9, 110],
    ]);
  });
});

describe('parseResultLine', () => {
  const answer = {
    id: 'chatcmpl-1',
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Yes.' } }],
    usage: { prompt_tokens: 3, completion_tokens: 4 },
  };
  const error = {
    message: 'Too long.',
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  };

  it('finds the error of an HTTP failure inside the response, where OpenAI puts it', () => {
    const response = { status_code: 400, request_id: 'r', body: { error } };
    expect(parse({ id: 'x', custom_id: 'a', response, error: null })).toEqual({
      customId: 'a',
      outcome: 'failed',
      statusCode: 400,
      errorCode: 'context_length_exceeded',
      message: 'Too long.',
      usage: noUsage,
      model: null,
      ended: null,
      hasErrorBeside: false,
      requestId: 'r',
    });
  });

  it('reads a request that expired', () => {
    const message = 'This request could not be executed before the completion window expired.';
    const line = { id: 'x', custom_id: 'a', response: null, error: { code: 'batch_expired', message } };
    expect(parse(line)).toMatchObject({ outcome: 'failed', statusCode: null, errorCode: 'batch_expired', message });
  });

  it.each<[string, object, object]>([
    ['201', { response: { status_code: 201, body: answer } }, { outcome: 'succeeded', statusCode: 201 }],
    [
      'a status in quotes',
      { response: { status_code: '200', body: answer } },
      { outcome: 'succeeded', statusCode: 200 },
    ],
    [
      'an error without content',
      { response: { status_code: 200, body: answer }, error: { code: null, message: '' } },
      success,
    ],
    ['500 in any file', { response: { status_code: 500, body: { error } } }, { outcome: 'failed', statusCode: 500 }],
    [
      '302',
      { response: { status_code: 302, body: '' } },
      { outcome: 'failed', statusCode: 302, errorCode: null, message: null },
    ],
    [
      '200 with an error',
      { response: { status_code: 200, body: answer }, error },
      { ...success, hasErrorBeside: true },
    ],
    [
      '200 with an error and nothing of an answer',
      { response: { status_code: 200, body: {} }, error },
      { outcome: 'failed', statusCode: 200, message: 'Too long.' },
    ],
    ['no status beside an answer', { response: { body: answer }, error: null }, { ...success, statusCode: null }],
    [
      'no status beside an answer that is JSON in quotes',
      { response: { body: JSON.stringify(answer) }, error: null },
      { ...success, statusCode: null },
    ],
    ['no status and no answer', { response: { body: { id: 'x' } } }, { outcome: 'failed', statusCode: null }],
    ['status 0', { response: { status_code: 0, body: {} } }, { outcome: 'failed', statusCode: null, errorCode: null }],
    [
      'an error in the body of a 200',
      { response: { status_code: 200, body: { error: { message: 'No.', code: 'server_error' } } } },
      { outcome: 'failed', errorCode: 'server_error', message: 'No.' },
    ],
    [
      'an error in the body beside an answer',
      { response: { status_code: 200, body: { ...answer, error: { message: 'Odd.' } } } },
      success,
    ],
    [
      'an error within the error, as vLLM writes it',
      { response: { status_code: 400, body: { error: { error: { message: 'Inner.', code: 400 } } } } },
      { message: 'Inner.', errorCode: '400' },
    ],
    [
      'an error within the error beside the response',
      { error: { error: { message: 'Inner.' } } },
      { message: 'Inner.' },
    ],
    [
      'a message in the response, as Voyage writes it',
      { response: { status_code: 500, message: 'Overloaded.' } },
      { message: 'Overloaded.' },
    ],
    ['nothing', {}, { customId: null, outcome: 'failed', statusCode: null, errorCode: null, message: null }],
    [
      'an error that is text',
      { response: null, error: 'gone' },
      { outcome: 'failed', message: 'gone', errorCode: null },
    ],
    [
      'a type and no code',
      { response: { status_code: 500, body: { error: { message: 'm', type: 'server_error', code: null } } } },
      { errorCode: 'server_error' },
    ],
    ['code 0', { response: null, error: { code: 0, message: 'm' } }, { errorCode: '0' }],
    [
      'a body that is JSON in quotes',
      { response: { status_code: 429, body: JSON.stringify({ error }) } },
      { errorCode: 'context_length_exceeded' },
    ],
    [
      'an HTML body',
      { response: { status_code: 502, body: '<html>Bad gateway</html>' } },
      { message: '<html>Bad gateway</html>' },
    ],
    [
      'a message in the body itself',
      { response: { status_code: 422, body: { detail: 'no such field' } } },
      { message: 'no such field' },
    ],
    [
      'an error in the body that is text',
      { response: { status_code: 400, body: { error: 'bad' } } },
      { message: 'bad' },
    ],
    [
      'usage of responses',
      { response: { status_code: 200, body: { usage: { input_tokens: 5, output_tokens: 6 } } } },
      { usage: usage(5, 6) },
    ],
    [
      'usage that is none',
      { response: { status_code: 200, body: { usage: { prompt_tokens: -1, completion_tokens: '6' } } } },
      { usage: usage(null, null) },
    ],
    ['usage of a failure', { response: { status_code: 500, body: { ...answer, error } } }, { usage: usage(3, 4) }],
    ['a custom_id that is no text', { custom_id: 7 }, { customId: null }],
  ])('judges %s', (_name, line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it.each([-1, 0.5, 2 ** 31, 1e300, '7', null])('takes %j for no number of tokens', (count) => {
    const response = { status_code: 200, body: { usage: { prompt_tokens: count, completion_tokens: 7 } } };
    expect(parse({ custom_id: 'a', response })).toMatchObject({ usage: usage(null, 7) });
  });

  it.each([
    [
      'failed',
      { status: 'failed', error: { code: 'server_error', message: 'It broke.' } },
      'server_error',
      'It broke.',
    ],
    ['cancelled', { status: 'cancelled', error: null }, 'cancelled', null],
  ])(
    'a response that says itself that it %s is a failure, curable as its code says',
    (_status, body, errorCode, message) => {
      const result = parse({
        custom_id: 'a',
        response: { status_code: 200, body: { ...body, output: [] } },
        error: null,
      });
      expect(result).toMatchObject({ outcome: 'failed', statusCode: 200, errorCode, message, ended: null });
      expect(isCurable({ outcome: 'failed', statusCode: 200, errorCode })).toBe(true);
    },
  );

  it('a retry helps where no answer came', () => {
    const result = parse({ custom_id: 'a', response: { status_code: 0, body: {} }, error: null });
    expect(result === null ? null : findFailure(result).willRetryHelp).toBe('yes');
  });

  it('reads cached and reasoning tokens where chat, responses and DeepSeek put them', () => {
    const read = (body: object) => parse({ response: { status_code: 200, body } });
    const chat = { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens: 8 };
    expect(read({ model: 'm', usage: { ...chat, completion_tokens_details: { reasoning_tokens: 6 } } })).toMatchObject({
      model: 'm',
      usage: { inputTokens: 9, cachedTokens: 4, outputTokens: 8, reasoningTokens: 6 },
    });
    const responses = { input_tokens: 9, input_tokens_details: { cached_tokens: 0 }, output_tokens: 8 };
    expect(read({ usage: { ...responses, output_tokens_details: { reasoning_tokens: 1 } } })?.usage).toEqual({
      inputTokens: 9,
      cachedTokens: 0,
      outputTokens: 8,
      reasoningTokens: 1,
    });
    expect(read({ usage: { prompt_tokens: 9, prompt_cache_hit_tokens: 3 } })?.usage.cachedTokens).toBe(3);
  });

  it('keeps the custom_id as it is', () => {
    for (const customId of ['a\0', '\ud800', ' ', 'ß'])
      expect(parse({ custom_id: customId })).toMatchObject({ customId });
  });

  it('keeps head and tail of a long message, cuts between characters and makes it safe to store', () => {
    const message = `Bad picture: data:image/png;base64,${'A'.repeat(160_000)} at\0messages[3] 😀${'x'.repeat(600)}, use PNG or JPEG.`;
    const cut = parse({ error: { message, code: 'c'.repeat(1000) } });
    expect(cut?.errorCode).toBe('c'.repeat(100));
    expect(cut?.message).toMatch(
      /^Bad picture: data:image\/png;base64,… \(160,000 characters\) at␀messages\[3\] 😀x+ … x+, use PNG or JPEG\.$/u,
    );
    expect(cut?.message?.length).toBeLessThanOrEqual(500);
  });

  it('does not lose an answer over a byte that is no UTF-8', () => {
    const bytes = Buffer.from(
      '{"custom_id":"a","response":{"status_code":200,"body":"caf\xe9"},"error":null}',
      'latin1',
    );
    expect(parseResultLine(bytes)).toMatchObject({ ok: true, result: { customId: 'a', outcome: 'succeeded' } });
  });

  it('is judged however deeply an answer is nested, also one packed into a text or beside a byte that is no UTF-8', () => {
    const body = (depth: number) => `{"choices":[{"message":{"content":${'['.repeat(depth)}${']'.repeat(depth)}}}]}`;
    const line = (written: string) => `{"custom_id":"\xe9","response":{"status_code":200,"body":${written}}}`;
    for (const written of [body(7_000), JSON.stringify(body(7_000))])
      expect(parse(line(written))).toMatchObject({ outcome: 'succeeded', ended: 'empty' });
    for (const encoding of ['utf8', 'latin1'] as const)
      expect(parseResultLine(Buffer.from(line(body(100_000)), encoding)).ok).toBe(false);
    expect(parse(line(JSON.stringify(body(100_000))))).toMatchObject({ outcome: 'succeeded' });
  });

  it('tells what counts of a line with too many lists and objects to be parsed', () => {
    const many = Array.from({ length: maxContainers }, () => '{}').join();
    const written = `{"odd":[${many}],"choices":[${many},{"message":{"content":"Yes."},"finish_reason":"length"}]}`;
    for (const body of [written, JSON.stringify(written)]) {
      const parsed = parseResultLine(Buffer.from(`{"custom_id":"a","response":{"status_code":200,"body":${body}}}`));
      expect(parsed).toMatchObject({ ok: true, value: null, result: { customId: 'a', ended: 'cut_off' } });
    }
  });

  it.each(['', '{"custom_id": "a"', '[]', 'null', '"text"', '<html>'])('is not ok for %j', (line) => {
    expect(parse(line)).toBeNull();
  });

  it('never throws', () => {
    const anyResponse = fc.record(
      { status_code: fc.jsonValue(), body: fc.jsonValue(), request_id: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const anyLine = fc.record(
      { custom_id: fc.jsonValue(), response: fc.oneof(fc.jsonValue(), anyResponse), error: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyLine, (line) => {
        const result = parse(line);
        expect(result?.message ?? '').not.toMatch(/[\0\p{Cs}]/u);
        expect(result?.outcome === 'succeeded' && (result.errorCode !== null || result.message !== null)).toBe(false);
      }),
    );
  });
});
