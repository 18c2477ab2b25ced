import { describe, expect, test } from 'vitest';
import { findAnswerEnd } from '#lib/dialects/openai/find-answer-end.ts';

const chat = (finish: string | null, message: object | null, ...others: readonly object[]) => ({
  choices: [{ finish_reason: finish, message }, ...others],
});
const said = { role: 'assistant', content: 'Yes.' };
const response = (status: string, output: readonly object[], reason: string | null = null) => ({
  status,
  output,
  incomplete_details: reason === null ? null : { reason },
});
const message = { type: 'message', content: [{ type: 'output_text', text: 'Yes.' }] };
const reasoning = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] };

describe('an answer is complete', () => {
  test.each<[string, unknown]>([
    ['of chat', chat('stop', said)],
    ['that calls a tool', chat('tool_calls', { content: null, tool_calls: [{ id: 'c', function: { name: 'f' } }] })],
    ['of completions', { choices: [{ finish_reason: 'stop', text: 'Yes.' }] }],
    ['of responses', response('completed', [reasoning, message])],
    ['of responses that calls a function', response('completed', [{ type: 'function_call', name: 'f' }])],
    ['of embeddings', { data: [{ embedding: [0.1] }] }],
    ['of moderations', { results: [{ flagged: false }] }],
    ['of a video', { object: 'video', id: 'video_1', status: 'completed' }],
    ['that was heard', { text: 'Hello.' }],
    ['that is text', 'Hello.'],
  ])('%s', (_name, body) => expect(findAnswerEnd(body)).toBe('complete'));
});

describe('an answer is cut off', () => {
  test.each<[string, unknown]>([
    ['at the limit', chat('length', said)],
    ['before its first word', chat('length', { content: '' })],
    ['in one of two choices', chat('stop', said, { finish_reason: 'length', message: said })],
    ['in responses', response('incomplete', [message], 'max_output_tokens')],
  ])('%s', (_name, body) => expect(findAnswerEnd(body)).toBe('cut_off'));
});

describe('an answer is refused', () => {
  test.each<[string, unknown]>([
    ['by a content filter', chat('content_filter', { content: '' })],
    ['by the model', chat('stop', { content: null, refusal: 'I cannot help with that.' })],
    [
      'by the model in responses',
      response('completed', [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }]),
    ],
    ['by a content filter in responses', response('incomplete', [], 'content_filter')],
  ])('%s', (_name, body) => expect(findAnswerEnd(body)).toBe('refused'));
});

describe('an answer is empty', () => {
  test.each<[string, unknown]>([
    ['without text', chat('stop', { role: 'assistant', content: '' })],
    ['of nothing but spaces', chat('stop', { content: ' \n' })],
    ['without choices', { choices: [], usage: {} }],
    ['of nothing but reasoning', response('completed', [reasoning])],
    [
      'of a message without text',
      response('completed', [{ type: 'message', content: [{ type: 'output_text', text: '' }] }]),
    ],
    ['without embeddings', { data: [] }],
    ['without a body', null],
    ['of an empty body', {}],
  ])('%s', (_name, body) => expect(findAnswerEnd(body)).toBe('empty'));
});
