import { expect, test } from 'vitest';
import { excerptPieces } from '#components/batches/check/excerpt-pieces.ts';

test('the offending text stands between what is before and after it', () => {
  expect(excerptPieces({ text: '"Gourde "Source" 0,5', start: 8, end: 9 })).toEqual({
    before: '"Gourde ',
    marked: '"',
    after: 'Source" 0,5',
  });
});

test('a line that stops too early says so', () => {
  expect(excerptPieces({ text: '"max_tokens": 400', start: 17, end: 17 })).toEqual({
    before: '"max_tokens": 400',
    marked: 'end of line',
    after: '',
  });
});
