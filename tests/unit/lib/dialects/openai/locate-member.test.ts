import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateMember } from '#lib/dialects/openai/locate-member.ts';
import { parseJson } from '#lib/jsonl/decode.ts';
import { isJsonObject } from '#lib/jsonl/json-object.ts';

type Path = readonly (string | number)[];

/** Every path into a value, with what lies there. */
function* walk(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  yield { path, value };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* walk(item, [...path, index]);
  else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) yield* walk(item, [...path, key]);
}

function textAt(text: string, path: Path): string | null {
  const range = locateMember(text, path);
  return range === null ? null : text.slice(range.start, range.end);
}

describe('locateMember', () => {
  it('finds every member and element, however the JSON is spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = parseJson(text);
        for (const { path, value: expected } of walk(parsed.ok ? parsed.value : null)) {
          const found = textAt(text, path) ?? '';
          const key = path.at(-1);
          const isMember = typeof key === 'string';
          const wanted = isMember ? { [key]: expected } : expected;
          expect(parseJson(isMember ? `{${found}}` : found)).toEqual({ ok: true, value: wanted });
        }
      }),
    );
  });

  it('takes the last of several equal keys, as JSON.parse does', () => {
    expect(textAt('{"a": 1, "b": 2, "\\u0061" : 3 }', ['a'])).toBe('"\\u0061" : 3');
  });

  it('is null where there is nothing', () => {
    expect(textAt('{"a": [1, 2], "b": "c"}', ['x'])).toBeNull();
    expect(textAt('{"a": [1, 2], "b": "c"}', ['a', 2])).toBeNull();
    expect(textAt('{"a": [1, 2], "b": "c"}', ['b', 'c'])).toBeNull();
    expect(textAt('{"a": [1, 2], "b": "c"}', [0])).toBeNull();
  });
});
