import { expect, test } from 'vitest';
import { answerNote } from '#components/batches/requests/answer-note.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';

const line = (body: unknown) => answerText({ response: { status_code: 200, body } });
const chat = (message: unknown, finish_reason: string) => line({ choices: [{ message, finish_reason }] });

test('a long line, of which the end is not read, is known by how the answer ended', () => {
  const beginning = line({ choices: [{ message: { content: 'Yes, bu' } }] });
  expect(answerNote(beginning, 'OpenAI', 'cut_off')).toBe('Cut short: it reached the longest answer allowed.');
  expect(answerNote(beginning, 'OpenAI', 'complete')).toBeNull();
  expect(answerNote(line({ output: [] }), 'OpenAI', 'empty')).toBe('The answer is empty: the model wrote no text.');
});

test.each([
  ['a whole answer', chat({ content: 'Yes.' }, 'stop'), null],
  ['an embedding', line({ data: [{ embedding: [1, 2] }] }), null],
  ['a tool call', chat({ tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }, 'tool_calls'), null],
  ['a cut answer', chat({ content: 'Yes, bu' }, 'length'), 'Cut short: it reached the longest answer allowed.'],
  [
    'reasoning that used up all',
    chat({ content: '', reasoning_content: 'Hm.' }, 'length'),
    'It reached the longest answer allowed before it wrote any text.',
  ],
  [
    'a cut response',
    line({ output: [], status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
    'It reached the longest answer allowed before it wrote any text.',
  ],
  [
    'a blocked answer',
    chat({ content: null }, 'content_filter'),
    'The provider’s content filter stopped the answer; there is no text.',
  ],
  [
    'a half blocked answer',
    chat({ content: 'Well' }, 'content_filter'),
    'The provider’s content filter cut the answer short.',
  ],
  ['a refusal', chat({ refusal: 'I cannot.' }, 'stop'), 'The model refused to answer.'],
  ['an empty answer', chat({ content: '' }, 'stop'), 'The answer is empty: the model wrote no text.'],
])('%s', (_, answer, note) => {
  expect(answerNote(answer, 'the provider')).toBe(note);
});
