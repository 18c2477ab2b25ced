import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortenText } from '#lib/shared/words/shorten-text.ts';

test('a long text keeps its head and its tail', () => {
  const short = shortenText(`Head ${'x'.repeat(10_000)} tail.`, 100);
  expect(short).toMatch(/^Head x+ … x+ tail\.$/);
  expect(short).toHaveLength(100);
});

test('data in a text is counted, not quoted', () => {
  const text = `image "data:image/png;base64,${'QUJD'.repeat(100)}" is too large`;
  expect(shortenText(text, 300)).toBe('image "data:image/png;base64,… (400 characters)" is too large');
});

test('a text is never longer than allowed, and no character is cut in two', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 10, max: 120 }), (text, length) => {
      const short = shortenText(text, length);
      expect(short.length).toBeLessThanOrEqual(Math.max(length, 10));
      expect(short.isWellFormed()).toBe(true);
      const mayStay = text.length <= length && text.isWellFormed();
      expect(short === text).toBe(mayStay);
    }),
  );
});
