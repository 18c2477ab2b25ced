import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maxContainers } from '#lib/jsonl/find-excess.ts';
import type { Problem } from '#lib/shared/words/problem.ts';
import { fixturePath, readFixture } from '#tests/fixtures/read-fixture.ts';
import { checkFile, inShort } from './check-file.ts';

const chatBody = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };
const chatLine = { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: chatBody };
const withoutBody = { custom_id: 'a', method: 'POST', url: '/v1/chat/completions' };

function chat(body: object, line: object = {}): object {
  return { ...chatLine, ...line, body: { ...chatBody, ...body } };
}

function requestTo(url: string, body: object): object {
  return { custom_id: 'a', method: 'POST', url, body };
}

async function problemsOf(...lines: readonly (object | string)[]): Promise<Problem[]> {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return (await checkFile(texts.join('\n'))).problems;
}

function markedText({ excerpt }: Problem): string | null {
  return excerpt === null ? null : excerpt.text.slice(excerpt.start, excerpt.end);
}

describe('a line that cannot be sent', () => {
  it.each<[string, object | string, string, string]>([
    [
      'no JSON',
      '{"custom_id": "a"',
      'json_cut_off null',
      'This line is not parseable as valid JSON. Found: it ends too early.',
    ],
    ['no object', '["a"]', 'line_not_object null', 'This line is valid JSON, but not an object.'],
    [
      'no custom_id',
      { ...chatLine, custom_id: undefined },
      'missing_required_parameter custom_id',
      "Missing required parameter: 'custom_id'.",
    ],
    [
      'custom_id null',
      { ...chatLine, custom_id: null },
      'missing_required_parameter custom_id',
      "Missing required parameter: 'custom_id'.",
    ],
    [
      'a number for custom_id',
      { ...chatLine, custom_id: 7 },
      'invalid_type custom_id',
      "Invalid type for 'custom_id': expected a string, but got an integer instead.",
    ],
    [
      'an empty custom_id',
      { ...chatLine, custom_id: '' },
      'empty_string custom_id',
      "Invalid 'custom_id': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    ],
    [
      'a custom_id that holds a whole text',
      { ...chatLine, custom_id: 'x'.repeat(10_001) },
      'string_above_max_length custom_id',
      "Invalid 'custom_id': string too long. Expected a string with maximum length 10000, but got a string with length 10001 instead.",
    ],
    [
      'a model that holds a whole text',
      chat({ model: 'x'.repeat(10_001) }),
      'string_above_max_length body.model',
      "Invalid 'model': string too long. Expected a string with maximum length 10000, but got a string with length 10001 instead.",
    ],
    [
      'method null, which stands in the way of another one',
      { ...chatLine, method: null },
      'missing_required_parameter method',
      "Missing required parameter: 'method'.",
    ],
    [
      'another method',
      { ...chatLine, method: 'GET' },
      'invalid_method method',
      "The method must be POST, but is 'GET'.",
    ],
    ['url null', { ...chatLine, url: null }, 'missing_required_parameter url', "Missing required parameter: 'url'."],
    [
      'all that every request has',
      { note: 'mine' },
      'missing_required_parameter custom_id, body',
      "Missing required parameters: 'custom_id', 'body'.",
    ],
    [
      'all that its endpoint asks for',
      { url: '/v1/embeddings', method: null, body: {} },
      'missing_required_parameter custom_id, method, body.model, body.input',
      "Missing required parameters: 'custom_id', 'method', 'body.model', 'body.input'.",
    ],
    [
      'a name with a space in it',
      { custom_id: 'a', ' method': 'POST', url: '/v1/chat/completions', body: chatBody },
      'misspelt_name method',
      'The name " method" must be written "method".',
    ],
    [
      'a name in other letters',
      { 'Custom-ID': 'a', method: 'POST', url: '/v1/chat/completions', body: chatBody },
      'misspelt_name custom_id',
      'The name "Custom-ID" must be written "custom_id".',
    ],
    [
      'a request within a text',
      JSON.stringify(JSON.stringify(chatLine)),
      'doubly_encoded_line null',
      'This line is a text that holds JSON, not JSON itself.',
    ],
    ['no body', withoutBody, 'missing_required_parameter body', "Missing required parameter: 'body'."],
    [
      'a text for a body',
      { ...withoutBody, body: '{}' },
      'invalid_type body',
      "Invalid type for 'body': expected an object, but got a string instead.",
    ],
    [
      'no model',
      chat({ model: undefined }),
      'missing_required_parameter body.model',
      "Missing required parameter: 'model'.",
    ],
    [
      'a decimal for a model',
      chat({ model: 4.1 }),
      'invalid_type body.model',
      "Invalid type for 'model': expected a string, but got a decimal instead.",
    ],
    [
      'an empty model',
      chat({ model: '' }),
      'empty_string body.model',
      "Invalid 'model': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    ],
    [
      'no messages',
      chat({ messages: undefined }),
      'missing_required_parameter body.messages',
      "Missing required parameter: 'messages'.",
    ],
    [
      'a text for messages',
      chat({ messages: 'Hi' }),
      'invalid_type body.messages',
      "Invalid type for 'messages': expected an array of objects, but got a string instead.",
    ],
    [
      'empty messages',
      chat({ messages: [] }),
      'empty_array body.messages',
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    ],
    [
      'a text for a message',
      chat({ messages: [{ role: 'user' }, 'Hi'] }),
      'invalid_type body.messages[1]',
      "Invalid type for 'messages[1]': expected an object, but got a string instead.",
    ],
    [
      'streaming',
      chat({ stream: true }),
      'streaming_unsupported body.stream',
      'Chat Completions: Streaming is not supported in the Batch API.',
    ],
    [
      'streaming elsewhere',
      requestTo('/v1/responses', { model: 'm', input: 'i', stream: true }),
      'streaming_unsupported body.stream',
      'Streaming is not supported in the Batch API.',
    ],
    [
      'no input',
      requestTo('/v1/embeddings', { model: 'm' }),
      'missing_required_parameter body.input',
      "Missing required parameter: 'input'.",
    ],
    [
      'an object for input',
      requestTo('/v1/embeddings', { model: 'm', input: {} }),
      'invalid_type body.input',
      "Invalid type for 'input': expected a string or an array, but got an object instead.",
    ],
    [
      'no input for responses',
      requestTo('/v1/responses', { model: 'm' }),
      'missing_required_parameter body.input',
      "Missing required parameter: 'input'.",
    ],
    [
      'no prompt',
      requestTo('/v1/completions', { model: 'm' }),
      'missing_required_parameter body.prompt',
      "Missing required parameter: 'prompt'.",
    ],
    [
      'no prompt for an image',
      requestTo('/v1/images/generations', {}),
      'missing_required_parameter body.prompt',
      "Missing required parameter: 'prompt'.",
    ],
  ])('%s', async (_name, line, short, message) => {
    const problems = await problemsOf(line);
    expect(inShort(problems)).toEqual([`1 ${short}`]);
    expect(problems[0]).toMatchObject({ message, severity: 'error' });
  });

  it('is one that is no UTF-8, with the place marked', async () => {
    const bytes = Buffer.concat([Buffer.from('{"custom_id": "n°7", "x": "'), Buffer.of(0xff), Buffer.from('"}')]);
    const { problems } = await checkFile(bytes);
    expect(problems).toMatchObject([
      { code: 'invalid_utf8', customId: 'n°7', message: 'This line is not valid UTF-8.' },
    ]);
    expect(problems.map(markedText)).toEqual(['\ufffd']);
  });

  it('is one beyond the limit', async () => {
    const long = JSON.stringify(chat({ user: 'x'.repeat(300) }, { custom_id: 'b' }));
    const { problems, summary } = await checkFile(`${JSON.stringify(chatLine)}\n${long}\n`, { maxLineBytes: 200 });
    expect(problems).toMatchObject([{ line: 2, code: 'line_too_long', customId: null, excerpt: null }]);
    expect(problems[0]?.message).toBe(`This line has ${long.length} bytes, more than the 200 that a line may have.`);
    expect(summary).toMatchObject({ lines: 2, requests: 1, badLines: 1 });
  });

  it('is one with more lists and objects than the memory of its process holds', async () => {
    const messages = Array.from({ length: maxContainers }, () => '{}').join();
    const line = `{"custom_id":"many","method":"POST","url":"/v1/chat/completions","body":{"messages":[${messages}]}}`;
    expect(await problemsOf(chatLine, line, JSON.stringify(line))).toMatchObject([
      { line: 2, code: 'json_too_many_parts', customId: 'many' },
      { line: 3, code: 'line_not_object' },
    ]);
  });

  it('still says which request it is, if that can be read', async () => {
    const problems = await problemsOf('{"custom_id": "sku-\\u00e9", "body": {"text": "a "quote" inside"}}', '{"custom');
    expect(problems.map((problem) => problem.customId)).toEqual(['sku-é', null]);
  });

  it('marks the place where the JSON breaks', async () => {
    const problems = await problemsOf('{"text": "a "quote" inside"}', '{"text": "never ends', '{"a": tru}');
    expect(problems.map((problem) => problem.excerpt)).toEqual([
      { text: '{"text": "a "quote" inside"}', start: 13, end: 14 },
      { text: '{"text": "never ends', start: 20, end: 20 },
      { text: '{"a": tru}', start: 9, end: 10 },
    ]);
  });

  it('marks what is wrong, wherever it stands', async () => {
    const url = '{"url": "/wrong", "method" : "POST","custom_id":"a","body":{"url":"/v1/chat/completions"}}';
    expect((await problemsOf(url)).map(markedText)).toEqual(['"url": "/wrong"']);
    expect((await problemsOf(chat({ stream: true }))).map(markedText)).toEqual(['"stream":true']);
    const body = JSON.stringify({ ...withoutBody, body: { model: 'm' } });
    expect((await problemsOf(body)).map(markedText)).toEqual(['"body":{"model":"m"}']);
  });
});

describe('a line that can be sent', () => {
  it('is warned of for what looks odd', async () => {
    const odd = chat({
      max_tokens: undefined,
      temprature: 1,
      messages: [{ role: 'user' }, { role: 'robot' }, { role: 'x' }],
    });
    const problems = await problemsOf(odd);
    expect(inShort(problems)).toEqual([
      '1 unknown_parameter body.temprature',
      '1 unknown_role body.messages[1].role',
      '1 no_output_limit null',
    ]);
    expect(problems.map((problem) => problem.severity)).toEqual(['warning', 'warning', 'warning']);
    expect(problems.map(markedText)).toEqual(['"temprature":1', '"role":"robot"', null]);
    expect(problems[1]?.message).toBe(
      "Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
    );
  });

  it('is warned of for a message without a role, and not for items that are no messages', async () => {
    expect(inShort(await problemsOf(chat({ messages: [{ content: 'Hi' }] })))).toEqual([
      '1 unknown_role body.messages[0].role',
    ]);
    const input = [
      { type: 'function_call_output', call_id: 'c', output: '' },
      { role: 'tool', content: 'Hi' },
    ];
    const responses = requestTo('/v1/responses', { model: 'm', input, max_output_tokens: 5 });
    expect(inShort(await problemsOf(responses))).toEqual(['1 unknown_role body.input[1].role']);
  });

  it('names at most five unknown parameters', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1]));
    expect(await problemsOf(chat(unknown))).toHaveLength(5);
  });

  it.each<[string, object]>([
    ['stream false', chat({ stream: false })],
    ['stream null', chat({ stream: null })],
    ['max_completion_tokens', chat({ max_tokens: null, max_completion_tokens: 5 })],
    ['a stored prompt', requestTo('/v1/responses', { prompt: { id: 'pmpt_1' }, max_output_tokens: 5 })],
    ['a conversation', requestTo('/v1/responses', { model: 'm', conversation: 'conv_1', max_output_tokens: 5 })],
    ['a moderation without model', requestTo('/v1/moderations', { input: 'x' })],
    ['a moderation of a picture', requestTo('/v1/moderations', { model: 'm', input: [{ type: 'image_url' }] })],
    ['a completion of tokens', requestTo('/v1/completions', { model: 'm', prompt: [1, 2] })],
    ['an image', requestTo('/v1/images/generations', { prompt: 'a cat' })],
    ['a video', requestTo('/v1/videos', { prompt: 'a cat', seconds: '4' })],
    ['further members', { ...chatLine, note: 'mine' }],
  ])('has no problem with %s', async (_name, line) => {
    expect(await problemsOf(line)).toEqual([]);
  });

  it('counts for the longest line', async () => {
    const lines = [
      chatLine,
      chat({ user: 'x' }, { custom_id: 'b' }),
      chat({ user: 'xx', stream: true }, { custom_id: 'c' }),
    ];
    const texts = lines.map((line) => JSON.stringify(line));
    const { summary } = await checkFile(texts.join('\n'));
    expect(summary.longestLineBytes).toBe(texts[1]?.length);
  });

  it('counts the inputs of embeddings', async () => {
    const inputs = ['text', ['a', 'b', 'c'], [1, 2, 3], [[1], [2]]];
    const lines = inputs.map((input, index) => ({
      ...requestTo('/v1/embeddings', { model: 'm', input }),
      custom_id: `id-${index}`,
    }));
    const { requests, summary } = await checkFile(lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(requests.map((request) => request.inputCount)).toEqual([1, 3, 1, 2]);
    expect(summary).toMatchObject({ embeddingInputs: 7, endpoint: '/v1/embeddings' });
  });

  it('is named by the bytes it came in, duplicate keys, big numbers and escapes and all', async () => {
    const folder = 'JSONTestSuite/test_transform';
    const documents = readdirSync(fixturePath(folder)).map((name) => readFixture(`${folder}/${name}`));
    const lines = documents.map((document, index) =>
      Buffer.concat([
        Buffer.from(`{"custom_id":"${index}","method":"POST","url":"/v1/moderations","body":{"input":`),
        Buffer.from(document.toString('latin1').trimEnd(), 'latin1'),
        Buffer.from('}}'),
      ]),
    );
    const file = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')]));
    const { requests, problems } = await checkFile(file);
    expect([...new Set(problems.map((problem) => problem.code))]).toEqual(['invalid_utf8']);
    expect(requests).toHaveLength(19);
    for (const { line, offset, length } of requests)
      expect(file.subarray(offset, offset + length)).toEqual(lines[line - 1]);
  });
});
