import { expect, test } from 'vitest';
import {
  type Standing,
  addSums,
  applyOutcome,
  isBetter,
  noSums,
  pendingStanding,
} from '#lib/batch/results/best-answer.ts';

test.each([
  ['succeeded', 'succeeded', true],
  ['succeeded', 'failed', true],
  ['succeeded', 'missing', true],
  ['failed', 'succeeded', false],
  ['failed', 'failed', true],
  ['failed', 'missing', true],
  ['missing', 'succeeded', false],
  ['missing', 'failed', false],
  ['missing', 'missing', true],
  ['missing', 'pending', true],
] as const)('a newer %s counts instead of %s: %s', (next, before, expected) => {
  expect(isBetter(next, before)).toBe(expected);
});

test('what one request changes and what takes that back again cancel out', () => {
  const failed: Standing = { outcome: 'failed', isCurable: true, isUntried: true, ended: null };
  const endings = { cutOff: 0, refused: 0, empty: 0 };
  const before = {
    counts: { total: 2, pending: 2, succeeded: 0, failed: 0, missing: 0 },
    curable: 0,
    untried: { failed: 0, missing: 0 },
    endings,
  };
  const batch = structuredClone(before);
  const there = noSums();
  applyOutcome(there, pendingStanding, failed);
  addSums(batch, there);
  expect(batch).toEqual({
    counts: { total: 2, pending: 1, succeeded: 0, failed: 1, missing: 0 },
    curable: 1,
    untried: { failed: 1, missing: 0 },
    endings,
  });
  const back = noSums();
  applyOutcome(back, failed, pendingStanding);
  addSums(batch, back);
  expect(batch).toEqual(before);
});
