import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonBeginning } from '#lib/shared/reading/json-beginning.ts';

test.each([
  ['{"a":"one","b":"tw', { a: 'one', b: 'tw' }],
  ['{"a":"one","b', { a: 'one' }],
  ['{"a":"one","b":', { a: 'one' }],
  ['{"a":"one","b":12', { a: 'one' }],
  ['{"a":"one","b":tru', { a: 'one' }],
  ['{"a":{"b":["x","y', { a: { b: ['x', 'y'] } }],
  ['{"a":[1,{"b":"c"},', { a: [1, { b: 'c' }] }],
  ['{"a":"x\\', { a: 'x' }],
  ['{"a":"x\\u12', { a: 'x' }],
  ['{"a":"x\\\\', { a: 'x\\' }],
  ['{"a":"x\\ud83d', { a: 'x' }],
  ['{"a":"x\\"y', { a: 'x"y' }],
  ['{"a": "b" , ', { a: 'b' }],
  ['{"a":"b"}', { a: 'b' }],
])('%s', (text, value) => {
  expect(parseJsonBeginning(text)).toEqual(value);
});

test('is nothing where no object begins', () => {
  for (const text of ['', '"a', '12', '[1,', 'not json']) expect(parseJsonBeginning(text)).toBeNull();
});

test('reads any object cut anywhere, and never more than it holds', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (value, share) => {
        const text = JSON.stringify({ first: 'x', ...value });
        const cut = text.slice(0, Math.max(1, Math.floor(text.length * share)));
        const read = parseJsonBeginning(cut);
        expect(read).not.toBeNull();
        expect(parseJsonBeginning(text)).toEqual(JSON.parse(text));
      },
    ),
  );
});

test('reads a long text in a moment', () => {
  const text = JSON.stringify({ a: [{ b: 'x"\\'.repeat(400_000) }] });
  expect(parseJsonBeginning(text.slice(0, -10))).not.toBeNull();
});
