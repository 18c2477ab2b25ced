import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createShuffle } from '#lib/sandbox/jobs/shuffle.ts';
import { createSeededRandom } from '#lib/sandbox/seeded-random.ts';

function shuffle(texts: readonly string[], seed: string): string[] {
  const mixer = createShuffle(createSeededRandom(seed));
  return [...texts.flatMap((text) => mixer.push(text)), ...mixer.end()];
}

test('loses and repeats nothing, and gives the same order for the same seed', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 3000 }), fc.string(), (texts, seed) => {
      const mixed = shuffle(texts, seed);
      expect(mixed.toSorted()).toEqual(texts.toSorted());
      expect(shuffle(texts, seed)).toEqual(mixed);
    }),
    { numRuns: 30 },
  );
});

test('gives another order than the one it was given', () => {
  const texts = Array.from({ length: 5000 }, (_, index) => String(index));
  expect(shuffle(texts, 'seed')).not.toEqual(texts);
});

test('holds back few texts when they are long', () => {
  const mixer = createShuffle(createSeededRandom('seed'));
  const megabyte = 'x'.repeat(1024 * 1024);
  const out = Array.from({ length: 20 }, () => mixer.push(megabyte)).flat();
  expect(out.length).toBeGreaterThanOrEqual(16);
});
