import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPythonJson } from '#lib/sandbox/python-json.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';

test('writes the lines of a recorded result file byte for byte', () => {
  const lines = readFixture('39-out-chat-curator-recorded.jsonl').toString().split('\n').filter(Boolean);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(toPythonJson(JSON.parse(line))).toBe(line);
});

test('escapes everything beyond ASCII, lone surrogates too', () => {
  expect(toPythonJson('naïve 🙂 \ud800 \u0000 \u007f')).toBe(
    String.raw`"na\u00efve \ud83d\ude42 \ud800 \u0000 \u007f"`,
  );
});

test('leaves out what is undefined', () => {
  expect(toPythonJson({ a: undefined, b: null, c: [1, true] })).toBe('{"b": null, "c": [1, true]}');
});

test('says the same as JSON.stringify, on one line of ASCII', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
      const written = toPythonJson(value);
      expect(written).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
