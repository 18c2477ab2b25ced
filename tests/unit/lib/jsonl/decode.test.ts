import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { findJsonError } from '#lib/jsonl/find-json-error.ts';
import { fixturePath, readFixture } from '#tests/fixtures/read-fixture.ts';

const folder = 'JSONTestSuite/test_parsing';
const documents = readdirSync(fixturePath(folder)).map((name) => ({ name, bytes: readFixture(`${folder}/${name}`) }));

/** What V8 says is wrong, null when nothing is. */
function complaint(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return String(error);
  }
}

describe('decodeLine', () => {
  it('accepts every document of JSONTestSuite that must be accepted and none that must not', () => {
    const accepted = documents.filter(({ bytes }) => decodeLine(bytes).ok).map(({ name }) => name.slice(0, 2));
    const count = (prefix: string) => accepted.filter((name) => name === prefix).length;
    expect({ y: count('y_'), n: count('n_'), i: count('i_') }).toEqual({ y: 95, n: 0, i: 21 });
  });

  it('refuses, of what the standard leaves open, only bytes that are no UTF-8 and an inner byte order mark', () => {
    const refused = documents
      .filter(({ name, bytes }) => name.startsWith('i_') && !decodeLine(bytes).ok)
      .map(({ name }) => name.slice(2, -5));
    expect(refused).toEqual([
      'string_UTF-16LE_with_BOM',
      'string_UTF-8_invalid_sequence',
      'string_UTF8_surrogate_U+D800',
      'string_invalid_utf-8',
      'string_iso_latin_1',
      'string_lone_utf8_continuation_byte',
      'string_not_in_unicode_range',
      'string_overlong_sequence_2_bytes',
      'string_overlong_sequence_6_bytes',
      'string_overlong_sequence_6_bytes_null',
      'string_truncated-utf-8',
      'string_utf16BE_no_BOM',
      'string_utf16LE_no_BOM',
      'structure_UTF-8_BOM_empty_object',
    ]);
  });

  it('names the first character that is not UTF-8, also behind a replacement character that the text really holds', () => {
    const bytes = Buffer.concat([Buffer.from('{"é\ufffd-\ufffd": "'), Buffer.of(0xe9), Buffer.from('"}')]);
    expect(decodeLine(bytes)).toEqual({ ok: false, kind: 'utf8', position: 10, text: '{"é\ufffd-\ufffd": "\ufffd"}' });
  });

  it('never throws and gives back the text of what it accepts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decodeLine(bytes);
        const isText = decoded.ok || decoded.kind === 'json';
        expect(Buffer.from(decoded.text).equals(bytes)).toBe(isText);
        expect(decoded.ok ? 0 : decoded.position).toBeLessThanOrEqual(decoded.text.length);
      }),
    );
  });
});

describe('findJsonError', () => {
  const anyDamage = fc.record({
    json: fc.json({ maxDepth: 3 }),
    at: fc.nat(),
    remove: fc.nat({ max: 2 }),
    insert: fc.constantFrom(
      '',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '-',
      '.',
      'e',
      't',
      'u',
      ' ',
      '\n',
      '\u0001',
      '\u001f',
    ),
  });

  it('agrees with JSON.parse about what is valid, and about the place wherever that names it', () => {
    fc.assert(
      fc.property(anyDamage, ({ json, at, remove, insert }) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + insert + json.slice(place + remove);
        const position = findJsonError(text);
        const said = complaint(text);
        expect(position === null).toBe(said === null);
        const named = / at position (\d+)/.exec(said ?? '')?.[1];
        expect(position).toBe(named === undefined ? position : Number(named));
        // What stands before the place is the beginning of something valid.
        const before = text.slice(0, position ?? text.length);
        expect([null, before.length]).toContain(findJsonError(before));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with JSON.parse about every document of JSONTestSuite', () => {
    for (const { bytes } of documents) {
      const text = bytes.toString('utf8');
      expect([text, findJsonError(text) === null]).toEqual([text, complaint(text) === null]);
    }
  });

  it('takes nesting of any depth', () => {
    expect(findJsonError('['.repeat(300_000))).toBe(300_000);
    expect(findJsonError('['.repeat(300_000) + ']'.repeat(300_000))).toBeNull();
  });
});
