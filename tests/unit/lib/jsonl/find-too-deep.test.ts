import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { findTooDeep, maxDepth } from '#lib/jsonl/find-too-deep.ts';

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
      expect(findTooDeep(Buffer.from(`[${text}]`))).toBeNull();
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
        expect(findTooDeep(wrapped(value, depth))).toBeNull();
        expect(findTooDeep(wrapped(value, depth + maxDepth))).not.toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});
