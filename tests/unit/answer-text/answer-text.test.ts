import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerText } from '#lib/shared/answer-text.ts';

const line = (body: unknown, statusCode = 200) => ({
  id: 'batch_req_1',
  custom_id: 'a',
  response: { status_code: statusCode, request_id: 'r', body },
  error: null,
});

const chat = (message: unknown, finishReason = 'stop') => ({
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message, finish_reason: finishReason }],
});

test('a chat completion reads as what the assistant said', () => {
  const answer = answerText(line(chat({ role: 'assistant', content: 'Hello!\n\n**Bold** <b>', refusal: null })));
  expect(answer).toEqual({
    parts: [{ label: 'Assistant', text: 'Hello!\n\n**Bold** <b>', kind: 'prose' }],
    text: 'Hello!\n\n**Bold** <b>',
    finishReason: 'stop',
    model: 'gpt-4o-mini-2024-07-18',
  });
});

test('a refusal is an answer', () => {
  expect(answerText(line(chat({ role: 'assistant', content: null, refusal: 'I cannot do that.' }))).text).toBe(
    'I cannot do that.',
  );
});

test('content in pieces reads as one text', () => {
  const content = [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'two' },
  ];
  expect(answerText(line(chat({ role: 'assistant', content }))).text).toBe('one\ntwo');
});

test('a tool call reads as the name and what it was given', () => {
  const toolCall = { id: 'c', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } };
  const answer = answerText(line(chat({ role: 'assistant', content: null, tool_calls: [toolCall] }, 'tool_calls')));
  expect(answer.parts).toEqual([{ label: 'Tool call get_weather', text: '{"city":"Oslo"}', kind: 'data' }]);
  expect(answer.finishReason).toBe('tool_calls');
});

test('reasoning is shown but is no part of the answer', () => {
  const answer = answerText(line(chat({ role: 'assistant', content: '42', reasoning_content: 'Let me think.' })));
  expect(answer.parts.map((part) => [part.label, part.kind])).toEqual([
    ['Reasoning', 'aside'],
    ['Assistant', 'prose'],
  ]);
  expect(answer.text).toBe('42');
});

test('several choices are numbered', () => {
  const body = { choices: [{ text: 'one' }, { text: 'two' }] };
  const answer = answerText(line(body));
  expect(answer.parts.map((part) => part.label)).toEqual(['Assistant, answer 1', 'Assistant, answer 2']);
  expect(answer.text).toBe('one\n\ntwo');
});

test('a completion reads as its text', () => {
  expect(
    answerText(line({ object: 'text_completion', choices: [{ text: ' blue.', finish_reason: 'length' }] })),
  ).toMatchObject({
    text: ' blue.',
    finishReason: 'length',
  });
});

test('a response reads as its messages, with the reason why it is incomplete', () => {
  const body = {
    object: 'response',
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
    output: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Thinking.' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Even', annotations: [] }] },
      { type: 'function_call', name: 'search', arguments: '{}' },
    ],
  };
  const answer = answerText(line(body));
  expect(answer.text).toBe('Even\n\nTool call search: {}');
  expect(answer.finishReason).toBe('max_output_tokens');
});

test('an embedding reads as its first numbers and how many there are', () => {
  const embedding = [-0.03416999, 0.0044866577, 0.021528572, 1.9377176e-5, 1, 2];
  expect(answerText(line({ object: 'list', data: [{ embedding }] })).text).toBe(
    '[-0.03417, 0.004487, 0.02153, 0.00001938, …] 6 numbers',
  );
  expect(answerText(line({ data: [{ embedding: 'AAAA' }] })).text).toBe('4 characters of base64');
});

test('a moderation reads as its verdict', () => {
  const flagged = { flagged: true, categories: { hate: true, violence: false }, category_scores: { hate: 0.913 } };
  expect(answerText(line({ results: [flagged] })).text).toBe('Flagged: hate (0.91)');
  expect(answerText(line({ results: [{ flagged: false, categories: {} }] })).text).toBe('Not flagged');
});

test('pictures and videos are named, not loaded', () => {
  expect(answerText(line({ data: [{ url: 'https://example.com/a.png' }] })).text).toBe('https://example.com/a.png');
  expect(answerText(line({ data: [{ b64_json: 'AAAAAA' }] })).text).toBe('6 characters of base64');
  expect(answerText(line({ object: 'video', id: 'video_1', status: 'completed' })).text).toBe('video_1 (completed)');
});

test('a failed line has no answer, whatever is in its body', () => {
  expect(answerText(line(chat({ role: 'assistant', content: 'no' }), 500)).text).toBeNull();
  expect(
    answerText({ custom_id: 'a', response: null, error: { code: 'batch_expired', message: 'late' } }).text,
  ).toBeNull();
});

test('a line of any shape reads without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(answerText(value).parts).toBeInstanceOf(Array);
      expect(answerText(line(value)).parts).toBeInstanceOf(Array);
      for (const member of ['choices', 'output', 'results', 'data']) answerText(line({ [member]: value }));
      answerText(line(chat(value)));
      answerText(line(chat({ content: value, tool_calls: value })));
    }),
  );
});

test('JSON that is nested deeper than can be written is named, not shown', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  const shown = (body: object): unknown => answerText(line(body)).parts[0]?.text;
  const named = '[JSON that is nested too deep to be shown]';
  expect(shown({ output: [{ type: 'web_search', found: deep }] })).toBe(named);
  expect(shown(chat({ content: [{ type: 'novel', deep }] }))).toBe(named);
  expect(shown(chat({ tool_calls: [{ function: { name: 'find', arguments: deep } }] }))).toBe(named);
});
