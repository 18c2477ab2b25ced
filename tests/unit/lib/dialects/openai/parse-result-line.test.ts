import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResultLine, type ResultLine } from '#lib/dialects/openai/parse-result-line.ts';
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

describe('published result files', () => {
  it('07: chat answers, and failures whose code is a number', async () => {
    expect(await parseFixture('07-out-chat-langbatch.jsonl')).toEqual([
      {
        ...success,
        customId: 'req-1',
        inputTokens: 22,
        outputTokens: 34,
        requestId: '0d0a8d9706e985332669cc29539b9267',
      },
      {
        ...success,
        customId: 'req-2',
        inputTokens: 21,
        outputTokens: 219,
        requestId: '1aee9249c10a815169691fc2f289fbbf',
      },
      ...['req-3', 'req-4'].map((customId) => ({
        customId,
        outcome: 'failed',
        statusCode: null,
        errorCode: '500',
        message: 'json_format with no json in system prompt',
        inputTokens: null,
        outputTokens: null,
        requestId: null,
      })),
    ]);
  });

  it('08: embeddings, which have input tokens only', async () => {
    const results = await parseFixture('08-out-embeddings-langbatch.jsonl');
    expect(results).toMatchObject([
      { ...success, customId: '6d292082-5c65-4b70-9900-a1418e49d5e7', outputTokens: null },
      { ...success, customId: 'b8bf1ed2-2ec3-45f9-81b0-97813ad70ae4', outputTokens: null },
      { ...success, customId: '3cb5b179-464f-4ebe-b405-531caba76dd7', outputTokens: null },
    ]);
    expect(results.map((result) => result?.inputTokens)).toEqual([8, 5, 5]);
  });

  it('39: a recorded output file', async () => {
    const results = await parseFixture('39-out-chat-curator-recorded.jsonl');
    expect(
      results.map((result) => [result?.customId, result?.outcome, result?.inputTokens, result?.outputTokens]),
    ).toEqual([
      ['0', 'succeeded', 10, 72],
      ['1', 'succeeded', 9, 97],
      ['2', 'succeeded', 9, 110],
    ]);
  });
});

describe('parseResultLine', () => {
  const answer = { id: 'chatcmpl-1', usage: { prompt_tokens: 3, completion_tokens: 4 } };
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
      inputTokens: null,
      outputTokens: null,
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
      { outcome: 'failed', statusCode: 200, message: 'Too long.' },
    ],
    ['no status', { response: { body: answer }, error: null }, { outcome: 'failed', statusCode: null }],
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
      { inputTokens: 5, outputTokens: 6 },
    ],
    [
      'usage that is none',
      { response: { status_code: 200, body: { usage: { prompt_tokens: -1, completion_tokens: '6' } } } },
      { inputTokens: null, outputTokens: null },
    ],
    [
      'usage of a failure',
      { response: { status_code: 500, body: { ...answer, error } } },
      { inputTokens: 3, outputTokens: 4 },
    ],
    ['a custom_id that is no text', { custom_id: 7 }, { customId: null }],
  ])('judges %s', (_name, line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it.each([-1, 0.5, 2 ** 31, 1e300, '7', null])('takes %j for no number of tokens', (count) => {
    const response = { status_code: 200, body: { usage: { prompt_tokens: count, completion_tokens: 7 } } };
    expect(parse({ custom_id: 'a', response })).toMatchObject({ inputTokens: null, outputTokens: 7 });
  });

  it('keeps the custom_id as it is', () => {
    for (const customId of ['a\0', '\ud800', ' ', 'ß'])
      expect(parse({ custom_id: customId })).toMatchObject({ customId });
  });

  it('cuts a long message between characters and makes it safe to store', () => {
    const message = `${'x'.repeat(498)}\0😀tail`;
    const cut = parse({ error: { message, code: 'c'.repeat(1000) } });
    expect(cut).toMatchObject({ message: `${'x'.repeat(498)}␀`, errorCode: 'c'.repeat(100) });
  });

  it('does not lose an answer over a byte that is no UTF-8', () => {
    const bytes = Buffer.from(
      '{"custom_id":"a","response":{"status_code":200,"body":"caf\xe9"},"error":null}',
      'latin1',
    );
    expect(parseResultLine(bytes)).toMatchObject({ ok: true, result: { customId: 'a', outcome: 'succeeded' } });
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
