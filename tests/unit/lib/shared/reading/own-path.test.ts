import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath } from '#lib/shared/reading/own-path.ts';

test.each(['/batches', '/batches/b1?tab=failures&q=%22a%22', '/', '/connections?x=//evil.example'])(
  '%s is a page of ours',
  (path) => {
    expect(ownPath(path)).toBe(path);
  },
);

test.each([
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/a\\..\\b',
  '',
  'batches',
  undefined,
  null,
  7,
  ['/batches'],
])('%j leads to the list of batches', (text) => {
  expect(ownPath(text)).toBe('/batches');
});

test('whatever it is given, a browser stays with us', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('/', '\\', '.', ':', '@', 'a', '\t', '?', '#', '%2f') }), (text) => {
      expect(new URL(ownPath(text), 'https://batches.example.org').origin).toBe('https://batches.example.org');
    }),
  );
});
