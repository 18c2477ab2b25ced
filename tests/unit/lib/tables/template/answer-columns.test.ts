import { describe, expect, test } from 'vitest';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { TemplateAnswer } from '#lib/shared/contract/template.ts';
import { answerCells, answerHeadings, vectorText } from '#lib/tables/template/answer-columns.ts';
import { tellApart } from '#lib/tables/template/tell-apart.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const number = (n: number): Cell => ({ n, s: String(n), f: 'General' });

const choices = makeTemplate({ answer: { kind: 'choices', choices: ['positive', 'negative'] } });
const fields: TemplateAnswer = {
  kind: 'fields',
  fields: [
    { name: 'topic', type: 'text', description: '', choices: [] },
    { name: 'price', type: 'number', description: '', choices: [] },
    { name: 'refund', type: 'yes_no', description: '', choices: [] },
  ],
};
const withFields = makeTemplate({ answer: fields });

test('an answer of one of a list is the choice itself', () => {
  expect(answerHeadings(choices)).toEqual(['answer']);
  for (const text of ['{"answer":"positive"}', '```json\n{"answer": "positive"}\n```', ' positive\n'])
    expect(answerCells(choices, text, 'complete')).toEqual({ cells: ['positive'], error: null });
});

test('an answer of several fields is a cell a field, numbers and truth values as such', () => {
  expect(answerHeadings(withFields)).toEqual(['topic', 'price', 'refund']);
  const text = '{"refund":false,"topic":"lid","price":4.5}';
  expect(answerCells(withFields, text, 'complete')).toEqual({ cells: ['lid', number(4.5), false], error: null });
});

describe('of an answer that does not fit nothing is lost, and what is wrong is said', () => {
  test.each([
    ['other text', 'complete', ['other text'], 'The answer is not the JSON that was asked for.'],
    ['{"answer":"maybe"}', 'complete', ['{"answer":"maybe"}'], 'The answer is none of the choices.'],
    ['{"answer":"pos', 'cut_off', ['{"answer":"pos'], 'The answer was cut off before it was whole.'],
    ['I cannot.', 'refused', ['I cannot.'], 'The model refused to answer.'],
    ['', 'empty', [null], 'The answer is empty.'],
    ['{"answer":"positive","why":1}', 'complete', ['positive'], 'The answer says more: {"why":1}'],
  ] as const)('one of a list: %s', (text, ended, cells, error) => {
    expect(answerCells(choices, text, ended)).toEqual({ cells, error });
  });

  test.each([
    ['[1]', 'complete', [null, null, null], 'The answer is not the JSON that was asked for. It says: [1]'],
    [null, 'empty', [null, null, null], 'The answer is empty.'],
    [
      '{"topic":["a"],"price":"4","extra":{"b":2}}',
      'complete',
      ['["a"]', '4', null],
      '“topic” is not a text. “price” is not a number. “refund” is missing. The answer says more: {"extra":{"b":2}}',
    ],
  ] as const)('fields: %s', (text, ended, cells, error) => {
    expect(answerCells(withFields, text, ended)).toEqual({ cells, error });
  });
});

test('vectors are told as they came, whether numbers or base64', () => {
  expect(vectorText({ data: [{ embedding: [0.5, 1] }] })).toBe('[0.5,1]');
  expect(vectorText({ data: [{ embedding: [0.5] }, { embedding: [1] }] })).toBe('[[0.5],[1]]');
  expect(vectorText({ data: [{ embedding: 'AAAA' }] })).toBe('AAAA');
  expect(vectorText({ data: [] })).toBeNull();
});

test('a name that is there already gets a number, in capitals or not', () => {
  expect(tellApart(['Answer', 'answer (2)', 'error'], ['answer', 'outcome', 'Outcome', 'ERROR'])).toEqual([
    'answer (3)',
    'outcome',
    'Outcome (2)',
    'ERROR (2)',
  ]);
});
