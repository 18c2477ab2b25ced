import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlaces, placeOf } from '#lib/tables/template/parse-places.ts';

const columns = ['text', 'product name', 'a|b', 'größe'];

/** The prompt as pieces, a place as `[column]` or `[column|default]`. */
function shown(prompt: string): string {
  return parsePlaces(prompt, columns)
    .map((piece) =>
      piece.kind === 'text' ? piece.text : `[${piece.column}${piece.otherwise === null ? '' : `|${piece.otherwise}`}]`,
    )
    .join('');
}

describe('a prompt', () => {
  test.each([
    ['Sort {{text}} now', 'Sort [text] now'],
    ['{{ text }}{{größe}}', '[text][größe]'],
    ['{{product name|no name}}', '[product name|no name]'],
    ['{{a|b}} and {{a|b|c}}', '[a|b] and [a|b|c]'],
    ['{{{text}}}', '{[text]}'],
    ['{"a": {"b": {"c": 1}}}', '{"a": {"b": {"c": 1}}}'],
    ['{"a": {"b": {"c": {"d": 1}}}}', '{"a": {"b": {"c": {"d": 1}}}}'],
    ['{{{{text}}}}', '{{text}}'],
    ['{{{{{{text}}}}}}', '{{[text]}}'],
    ['no end {{text', 'no end {{text'],
    ['', ''],
  ])('%s has the places %s', (prompt, expected) => {
    expect(shown(prompt)).toBe(expected);
  });

  test('says of each place whether a column is called so, and where it stands', () => {
    const pieces = parsePlaces('Read {{Text}} of {{text}}.', columns).filter(({ kind }) => kind === 'place');
    expect(pieces).toEqual([
      { kind: 'place', column: 'Text', otherwise: null, isKnown: false, start: 5, end: 13 },
      { kind: 'place', column: 'text', otherwise: null, isKnown: true, start: 17, end: 25 },
    ]);
  });

  test('without two braces in a row is itself, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '|', '\n', '😀') }), (text) => {
        const prompt = text.replaceAll(/\{{2,}/g, '{');
        expect(shown(prompt)).toBe(prompt);
      }),
    );
  });

  test('has a place for each column that is put in', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !/[{}]/u.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const pieces = parsePlaces(names.map((each) => `x${placeOf(each)}`).join(''), names);
        expect(pieces.flatMap((piece) => (piece.kind === 'place' ? [piece.column] : []))).toEqual(names);
      }),
    );
  });
});
