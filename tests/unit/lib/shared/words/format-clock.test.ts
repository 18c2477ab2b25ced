import { expect, test } from 'vitest';
import { formatClock } from '#lib/shared/words/format-clock.ts';

const now = new Date('2026-11-19T15:42:00Z');
const clock = (time: string, timeZone = 'UTC') => formatClock(new Date(time), now, 'en-GB', timeZone);

test.each([
  ['2026-11-19T14:10:00Z', '14:10'],
  ['2026-11-20T14:10:00Z', '14:10 tomorrow'],
  ['2026-11-18T23:59:00Z', '23:59 yesterday'],
  ['2026-11-16T08:05:00Z', 'Mon 08:05'],
  ['2026-11-01T08:05:00Z', '1 Nov, 08:05'],
  ['2025-11-19T08:05:00Z', '19 Nov 2025, 08:05'],
])('%s reads as %s', (time, words) => {
  expect(clock(time)).toBe(words);
});

test('today ends at midnight of the zone of the reader, not of UTC', () => {
  expect(clock('2026-11-19T23:30:00Z')).toBe('23:30');
  expect(clock('2026-11-19T23:30:00Z', 'Europe/Berlin')).toBe('00:30 tomorrow');
});

test('hours have no leading zero where readers do not write one', () => {
  expect(formatClock(new Date('2026-11-19T16:07:00Z'), now, 'en-US', 'UTC')).toMatch(/^4:07\sPM$/u);
});
