import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatJsonText } from '#lib/shared/reading/json-text.ts';

test('JSON is laid out as JSON.stringify does it with two spaces', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(formatJsonText(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('numbers, repeated keys and escapes stay as they were written', () => {
  expect(formatJsonText('{"a":12345678901234567890.10,"a":"\\u00e9\\/ {[,:"}')).toBe(
    '{\n  "a": 12345678901234567890.10,\n  "a": "\\u00e9\\/ {[,:"\n}',
  );
});

test('spaces between tokens that were there before are not doubled', () => {
  expect(formatJsonText('{ "a" : [ ] , "b" : { } }')).toBe('{\n  "a": [],\n  "b": {}\n}');
});

test('a text that is nested without end is not indented without end', () => {
  const depth = 100_000;
  expect(formatJsonText('['.repeat(depth)).length).toBeLessThan(100 * depth);
});

test('a text that was cut or is no JSON is kept whole', () => {
  expect(formatJsonText('{"a":"unfinis')).toBe('{\n  "a": "unfinis');
  expect(formatJsonText('}}')).toBe('\n}\n}');
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(formatJsonText(text).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    }),
  );
});
