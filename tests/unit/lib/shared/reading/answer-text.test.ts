import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerText } from '#lib/shared/reading/answer-text.ts';

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

test('the tools that the provider used by itself are said aside, a call for the reader is the answer', () => {
  const answer = answerText(
    line({
      object: 'response',
      status: 'completed',
      output: [
        { type: 'web_search_call', id: 'ws', status: 'completed', action: { type: 'search', query: 'tides' } },
        { type: 'file_search_call', id: 'fs', queries: ['moon', 'sun'], results: null },
        {
          type: 'code_interpreter_call',
          code: 'print(1)',
          outputs: [
            { type: 'logs', logs: '1' },
            { type: 'image', url: 'u' },
          ],
        },
        { type: 'mcp_call', name: 'find', server_label: 's', arguments: '{"a":1}', output: 'found' },
        { type: 'mcp_list_tools', server_label: 's', tools: [] },
        { type: 'compaction', encrypted_content: 'x'.repeat(1000) },
        { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
        {
          type: 'message',
          role: 'assistant',
          phase: 'commentary',
          content: [{ type: 'output_text', text: 'Let me see.' }],
        },
        {
          type: 'message',
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'Yes.' },
            { type: 'refusal', refusal: 'No more.' },
          ],
        },
        { type: 'custom_tool_call', name: 'run', input: 'ls' },
        { type: 'computer_call', call_id: 'c', action: { type: 'click' } },
        { type: 'something_new', x: 1 },
      ],
    }),
  );
  expect(answer.parts.map(({ label, text, kind }) => [kind, label, text])).toEqual([
    ['aside', 'Web search', 'tides'],
    ['aside', 'File search', 'moon\nsun'],
    ['aside', 'Code run', 'print(1)\n→ 1\n→ u'],
    ['aside', 'Tool used find', '{"a":1}\n→ found'],
    ['aside', 'Tools offered', '{"type":"mcp_list_tools","server_label":"s","tools":[]}'],
    ['aside', 'Reasoning', 'Hm.'],
    ['aside', 'Assistant', 'Let me see.'],
    ['prose', 'Assistant', 'Yes.\nNo more.'],
    ['data', 'Tool call run', 'ls'],
    ['data', 'computer_call', '{"type":"computer_call","call_id":"c","action":{"type":"click"}}'],
    ['data', 'something_new', '{"type":"something_new","x":1}'],
  ]);
  expect(answer.text).toMatch(/^Yes\.\nNo more\.\n\nTool call run: ls\n\n/);
});

test('a response that failed although it was answered says why', () => {
  const body = {
    object: 'response',
    status: 'failed',
    error: { code: 'server_error', message: 'We broke.' },
    output: [],
  };
  expect(answerText(line(body))).toMatchObject({ text: 'We broke.', finishReason: 'failed' });
});

test('a picture that a response made is named by its size, not shown as base64', () => {
  const made = {
    type: 'image_generation_call',
    status: 'completed',
    result: 'A'.repeat(4096),
    output_format: 'png',
    size: '1024x1024',
  };
  expect(answerText(line({ output: [{ ...made, revised_prompt: 'A cat.' }] })).parts.map((part) => part.text)).toEqual([
    'PNG of 1024x1024, 3 kB, in the line as base64',
    'A cat.',
  ]);
  expect(answerText(line({ output: [{ ...made, result: null, status: 'failed' }] })).text).toBe('failed');
});

test.each([
  ['reasoning_content beside content that is null', { content: null, reasoning_content: 'Hm.' }, null, ['Hm.']],
  ['reasoning', { content: 'Yes.', reasoning: 'Hm.' }, 'Yes.', ['Hm.', 'Yes.']],
  [
    'a thought as a piece',
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
        { type: 'text', text: 'Yes.' },
      ],
    },
    'Yes.',
    ['Hm.', 'Yes.'],
  ],
  ['content that is an object', { content: { type: 'text', text: 'Yes.' } }, 'Yes.', ['Yes.']],
  ['content of unknown form', { content: { answer: 42 } }, '{"answer":42}', ['{"answer":42}']],
  ['a spoken answer', { content: null, audio: { id: 'a', data: 'AAAA', transcript: 'Yes.' } }, 'Yes.', ['Yes.']],
  [
    'a call in the first form that the API had',
    { content: null, function_call: { name: 'f', arguments: '{}' } },
    '{}',
    ['{}'],
  ],
  [
    'a call of a tool that takes free text',
    { tool_calls: [{ type: 'custom', custom: { name: 'f', input: 'x' } }] },
    'x',
    ['x'],
  ],
  [
    'a picture',
    { content: '', images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    '[Picture: inside the line, 26 characters]',
    ['[Picture: inside the line, 26 characters]'],
  ],
])('a message with %s', (_name, message, text, parts) => {
  const answer = answerText(line(chat({ role: 'assistant', ...message })));
  expect(answer.text).toBe(text);
  expect(answer.parts.map((part) => part.text)).toEqual(parts);
});

test('a body that is JSON in quotes, or just text, is read as well', () => {
  expect(answerText(line(JSON.stringify(chat({ role: 'assistant', content: 'Yes.' })))).text).toBe('Yes.');
  expect(answerText(line('Just text.')).text).toBe('Just text.');
  expect(answerText({ response: { status_code: '500', body: 'Bad gateway' } }).text).toBeNull();
});

test('an embedding reads as its first numbers and how many there are', () => {
  const embedding = [-0.03416999, 0.0044866577, 0.021528572, 1.9377176e-5, 1, 2];
  expect(answerText(line({ object: 'list', data: [{ embedding }] })).text).toBe(
    '[-0.03417, 0.004487, 0.02153, 0.00001938, …] 6 numbers',
  );
  expect(answerText(line({ data: [{ embedding: 'AAAA' }] })).text).toBe('4 characters of base64');
});

test('every embedding of a row is told, also those in base64', () => {
  const vector = Array.from({ length: 1536 }, (_, index) => index / 8);
  const base64 = Buffer.from(Float32Array.from(vector).buffer).toString('base64');
  expect(answerText(line({ data: [{ embedding: vector }, { embedding: base64 }] })).parts).toEqual([
    { label: 'Embedding 1', text: '[0, 0.1250, 0.2500, 0.3750, …] 1536 numbers', kind: 'data' },
    { label: 'Embedding 2', text: '[0, 0.1250, 0.2500, 0.3750, …] 1536 numbers as base64', kind: 'data' },
  ]);
  const one = Buffer.from(Float32Array.of(0.5).buffer).toString('base64');
  expect(answerText(line({ data: [{ embedding: one }] })).text).toBe('[0.5000] 1 number as base64');
  for (const odd of ['!!!!!!!!', '', 'AAAAAAA', 'ÄÄÄÄÄÄÄÄ'])
    expect(answerText(line({ data: [{ embedding: odd }] })).text).toBe(`${odd.length} characters of base64`);
});

test('numbers that are none do not break an embedding', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  const shown = (embedding: unknown): unknown => answerText(line({ data: [{ embedding }] })).text;
  expect(shown([deep, { toString: 1 }, null, 1])).toBe('[[…], {…}, null, 1] 4 numbers');
  expect(shown({ toString: 1 })).toBe('{"toString":1}');
  expect(shown(null)).toBe('null');
});

test('a moderation reads as its verdict', () => {
  const flagged = { flagged: true, categories: { hate: true, violence: false }, category_scores: { hate: 0.913 } };
  expect(answerText(line({ results: [flagged] })).text).toBe('Flagged: hate (0.91)');
  expect(answerText(line({ results: [{ flagged: false, categories: {} }] })).text).toBe('Not flagged');
  expect(answerText(line({ results: [flagged, { flagged: true, categories: {} }] })).text).toBe(
    'Flagged: hate (0.91)\n\nFlagged',
  );
  expect(answerText(line({ results: [{ index: 0, relevance_score: 0.5 }] })).text).toBe(
    '{"index":0,"relevance_score":0.5}',
  );
});

test('pictures and videos are named, not loaded', () => {
  expect(answerText(line({ data: [{ url: 'https://example.com/a.png' }] })).text).toBe('https://example.com/a.png');
  expect(answerText(line({ data: [{ b64_json: 'AAAAAA' }] })).text).toBe('Picture, 4 bytes, in the line as base64');
  const pictures = {
    output_format: 'webp',
    size: '1536x1024',
    data: [{ b64_json: 'A'.repeat(8) }, { url: 'data:,x', revised_prompt: 'A dog.' }],
  };
  expect(answerText(line(pictures)).parts.map(({ label, text }) => [label, text])).toEqual([
    ['Picture 1', 'WEBP of 1536x1024, 6 bytes, in the line as base64'],
    ['Picture 2', 'inside the line, 7 characters'],
    ['Picture 2 was asked for as', 'A dog.'],
  ]);
  expect(answerText(line({ object: 'video', id: 'video_1', status: 'completed' })).text).toBe('video_1 (completed)');
  const refused = { object: 'video', id: 'video_1', status: 'failed', error: { code: 'x', message: 'Not allowed.' } };
  expect(answerText(line(refused)).parts.map((part) => part.text)).toEqual(['video_1 (failed)', 'Not allowed.']);
});

test('a failed line has no answer, whatever is in its body', () => {
  expect(answerText(line(chat({ role: 'assistant', content: 'no' }), 500)).text).toBeNull();
  expect(
    answerText({ custom_id: 'a', response: null, error: { code: 'batch_expired', message: 'late' } }).text,
  ).toBeNull();
});

/** Objects whose members have the names that answers have, so that every branch is entered. */
const names = [
  'type',
  'text',
  'content',
  'thinking',
  'arguments',
  'embedding',
  'url',
  'result',
  'summary',
  'action',
  'categories',
  'toString',
];
const types = [
  'message',
  'reasoning',
  'thinking',
  'image_generation_call',
  'web_search_call',
  'code_interpreter_call',
  'mcp_call',
  'constructor',
];
const anyAnswer = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(...types),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
})).value;

test('a line of any shape reads without an exception', () => {
  fc.assert(
    fc.property(anyAnswer, (value) => {
      for (const member of ['choices', 'output', 'results', 'data', 'error']) {
        for (const held of [value, [value]]) {
          const { parts, text } = answerText(line({ object: 'video', [member]: held }));
          for (const part of parts) expect(typeof part.text).toBe('string');
          expect(text === null || typeof text === 'string').toBe(true);
        }
      }
      answerText(line(chat(value)));
      for (const name of ['content', 'reasoning', 'tool_calls', 'function_call', 'audio', 'images'])
        answerText(line(chat({ [name]: value })));
    }),
  );
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
