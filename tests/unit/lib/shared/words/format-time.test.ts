import { describe, expect, test } from 'vitest';
import { formatDateTime, formatDuration, formatRelative } from '#lib/shared/words/format-time.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('a duration', () => {
  test.each([
    [0, 'under 1 s'],
    [48 * second, '48 s'],
    [6 * minute + 59 * second, '6 min'],
    [hour, '1 h'],
    [hour + 32 * minute, '1 h 32 min'],
    [2 * hour + 5 * minute, '2 h 05 min'],
    [24 * hour, '24 h'],
    [3 * day + 4 * hour, '3 days 4 h'],
  ])('of %i ms is %s', (ms, words) => {
    expect(formatDuration(ms, 'en')).toBe(words);
  });
});

describe('a time', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  test.each([
    [0, 'just now'],
    [-59 * second, 'just now'],
    [-6 * minute, '6 min ago'],
    [-2 * hour - 40 * minute, '2 h ago'],
    [-day, '1 day ago'],
    [-9 * day, '9 days ago'],
    [-100 * day, '3 months ago'],
    [-800 * day, '2 years ago'],
    [3 * second, 'just now'],
    [30 * second, 'in under 1 min'],
    [5 * minute, 'in 5 min'],
    [7 * day - second, 'in 7 days'],
    [90 * day - minute, 'in 3 months'],
  ])('%i ms from now is %s', (ms, words) => {
    expect(formatRelative(new Date(now.getTime() + ms), now, 'en')).toBe(words);
  });

  test('is exact to the second and names its zone', () => {
    expect(formatDateTime(new Date('2026-11-19T15:42:07Z'), 'en-GB', 'UTC')).toBe('19 Nov 2026, 15:42:07 UTC');
  });
});
