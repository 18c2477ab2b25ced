import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { findExcess, maxContainers, maxDepth } from '#lib/jsonl/find-excess.ts';

const padding = '"'.concat('x'.repeat(20_000), '"');

describe('a line that is nested too deeply', () => {
  it.each([
    ['open lists', '['.repeat(10_000_000), maxDepth],
    ['lists', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, maxDepth],
    ['objects', '{"a":'.repeat(1_000_000), maxDepth * 5],
    ['lists behind letters of two bytes', `{"é":${'['.repeat(100_000)}`, maxDepth - 1 + 5],
  ])('is never handed to JSON.parse, and its place is known: %s', (_name, text, position) => {
    expect(decodeLine(Buffer.from(text))).toEqual({ ok: false, kind: 'too-deep', position, text });
  });

  it('is not one with as many brackets beside each other or in its texts', () => {
    for (const text of [
      '[]'.repeat(20_000),
      JSON.stringify('['.repeat(50_000)),
      JSON.stringify('\\"[['.repeat(9_000)),
    ]) {
      expect(findExcess(Buffer.from(`[${text}]`))).toBeNull();
    }
    const deepest = `${'['.repeat(maxDepth)}${padding}${']'.repeat(maxDepth)}`;
    expect(decodeLine(Buffer.from(deepest)).ok).toBe(true);
    expect(decodeLine(Buffer.from(`[${deepest}]`)).ok).toBe(false);
  });

  it('is told from any other JSON', () => {
    const wrapped = (value: unknown, depth: number): Buffer =>
      Buffer.from(`${'['.repeat(depth)}[${padding},${JSON.stringify(value)}]${']'.repeat(depth)}`);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 40 }), fc.integer({ min: 0, max: maxDepth - 50 }), (value, depth) => {
        expect(findExcess(wrapped(value, depth))).toBeNull();
        expect(findExcess(wrapped(value, depth + maxDepth))).toMatchObject({ kind: 'too-deep' });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a line with too many lists and objects', () => {
  it('is never handed to JSON.parse, which would fill the memory of its process', () => {
    for (const element of ['[]', '{}', '[0]', '{"a":0}']) {
      const most = `[${Array.from({ length: maxContainers - 1 }, () => element).join()}]`;
      expect(findExcess(Buffer.from(most))).toBeNull();
      expect(findExcess(Buffer.from(`[${most}]`))?.kind).toBe('too-many');
    }
    const text = `{"é":[${'{},'.repeat(maxContainers)}0]}`;
    const position = '{"é":['.length + 3 * (maxContainers - 2);
    expect(decodeLine(Buffer.from(text))).toMatchObject({ ok: false, kind: 'too-many', position });
  });
});
