import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestText } from '#lib/shared/reading/request-text.ts';

const line = (body: unknown) => ({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body });

test('a chat request reads as its messages and its settings', () => {
  const body = {
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: 'You are kind.' },
      { role: 'user', name: 'Ada', content: [{ type: 'text', text: 'Hi' }] },
    ],
    max_tokens: 400,
    response_format: { type: 'json_object' },
  };
  expect(requestText(line(body))).toEqual({
    parts: [
      { label: 'System', text: 'You are kind.', kind: 'prose' },
      { label: 'User Ada', text: 'Hi', kind: 'prose' },
    ],
    settings: [
      { name: 'model', value: 'gpt-4o-mini' },
      { name: 'max_tokens', value: '400' },
      { name: 'response_format', value: '{"type":"json_object"}' },
    ],
  });
});

test('a picture is named and a data URL measured, never shown whole', () => {
  const content = [
    { type: 'image_url', image_url: { url: 'https://example.com/cat.jpg' } },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(5000)}` } },
  ];
  expect(requestText(line({ messages: [{ role: 'user', content }] })).parts.map((part) => part.text)).toEqual([
    '[Picture: https://example.com/cat.jpg]',
    '[Picture: inside the line, 5022 characters]',
  ]);
});

test('a response request reads as its instructions and its input', () => {
  expect(requestText(line({ instructions: 'Be brief.', input: 'Is 4 even?' })).parts).toEqual([
    { label: 'Instructions', text: 'Be brief.', kind: 'prose' },
    { label: 'Input', text: 'Is 4 even?', kind: 'prose' },
  ]);
  const items = [
    { role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
    { type: 'function_call', name: 'weather', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: 'sunny' },
  ];
  expect(requestText(line({ input: items })).parts.map((part) => [part.label, part.text])).toEqual([
    ['User', 'Weather?'],
    ['Tool call weather', '{}'],
    ['Tool result', 'sunny'],
  ]);
});

test('several inputs are numbered, and tokens are counted', () => {
  expect(requestText(line({ input: ['one', 'two'] })).parts.map((part) => part.label)).toEqual(['Input 1', 'Input 2']);
  expect(requestText(line({ input: [1, 2, 3] })).parts[0]?.text).toBe('3 tokens as numbers');
  expect(requestText(line({ prompt: 'Once upon' })).parts[0]).toMatchObject({ label: 'Prompt', text: 'Once upon' });
});

test('a long setting is cut', () => {
  const [setting] = requestText(line({ tools: [{ name: 'x'.repeat(1000) }] })).settings;
  expect(setting?.value.length).toBe(201);
});

test('a line of any shape reads without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      requestText(value);
      requestText(line(value));
      requestText(line({ messages: value, input: value, prompt: value }));
      expect(requestText(line({ messages: [value], input: [value], prompt: [value] })).parts).toBeInstanceOf(Array);
    }),
  );
});

test('JSON that is nested deeper than can be written is named, not shown', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  const read = (body: object) => requestText({ custom_id: 'a', body });
  const named = '[JSON that is nested too deep to be shown]';
  expect(read({ input: deep }).parts[0]?.text).toBe(named);
  expect(read({ metadata: deep }).settings[0]?.value).toBe(named);
});
