import { describe, expect, test } from 'vitest';
import { findDirective, withoutDirectives } from '#lib/sandbox/directives.ts';
import { collectRequestTexts } from '#lib/sandbox/request-text.ts';

const find = (body: Record<string, unknown>): ReturnType<typeof findDirective> =>
  findDirective(collectRequestTexts(body));

describe('a directive', () => {
  test.each([
    ['[[sandbox:400]]', { fate: { kind: 'http_error', statusCode: 400 }, isOnce: false }],
    ['[[sandbox:401]]', { fate: { kind: 'http_error', statusCode: 401 }, isOnce: false }],
    ['[[sandbox:429 once]]', { fate: { kind: 'http_error', statusCode: 429 }, isOnce: true }],
    ['[[sandbox:500]]', { fate: { kind: 'http_error', statusCode: 500 }, isOnce: false }],
    ['[[sandbox:expire]]', { fate: { kind: 'expire' }, isOnce: false }],
    ['[[sandbox:missing once]]', { fate: { kind: 'missing' }, isOnce: true }],
    ['[[sandbox:list]]', { fate: { kind: 'answer', form: 'list' }, isOnce: false }],
    ['[[sandbox:cut once]]', { fate: { kind: 'answer', form: 'cut' }, isOnce: true }],
    ['[[sandbox:empty]]', { fate: { kind: 'answer', form: 'empty' }, isOnce: false }],
    ['[[sandbox:refused]]', { fate: { kind: 'answer', form: 'refused' }, isOnce: false }],
  ])('%s is understood', (text, directive) => {
    expect(find({ messages: [{ role: 'user', content: `Hello ${text} there` }] })).toEqual(directive);
  });

  test.each(['[[sandbox:418]]', '[[sandbox:429 twice]]', '[sandbox:429]', '[[sandbox: 429]]', '[[Sandbox:429]]'])(
    '%s is none',
    (text) => {
      expect(find({ messages: [{ role: 'user', content: text }] })).toBeNull();
    },
  );

  test.each([
    ['a chat content part', { messages: [{ role: 'user', content: [{ type: 'text', text: '[[sandbox:500]]' }] }] }],
    ['a later message', { messages: [{ content: 'no' }, { content: '[[sandbox:500]]' }] }],
    ['an input string', { input: '[[sandbox:500]]' }],
    ['an input list', { input: ['a', '[[sandbox:500]]'] }],
    ['a response input item', { input: [{ content: [{ type: 'input_text', text: '[[sandbox:500]]' }] }] }],
    ['the instructions', { instructions: '[[sandbox:500]]', input: 'x' }],
    ['a prompt', { prompt: '[[sandbox:500]]' }],
    ['a prompt list', { prompt: ['x', '[[sandbox:500]]'] }],
  ])('is found in %s', (_where, body) => {
    expect(find(body)?.fate).toEqual({ kind: 'http_error', statusCode: 500 });
  });

  test('is not looked for outside of texts', () => {
    expect(find({ model: '[[sandbox:500]]', metadata: { note: '[[sandbox:500]]' } })).toBeNull();
  });

  test('is left out of what an answer repeats', () => {
    expect(withoutDirectives('One [[sandbox:429 once]] two [[sandbox:400]]')).toBe('One two');
  });
});
