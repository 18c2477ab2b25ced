import { formatCount, formatNumber } from './format.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "48 s", "6 min", "1 h 32 min", "2 h 05 min", "24 h", "3 days 4 h". Below a second it is "under 1 s". */
export function formatDuration(ms: number, locale: string): string {
  if (ms < secondMs) return 'under 1 s';
  if (ms < minuteMs) return `${formatNumber(Math.floor(ms / secondMs), locale)} s`;
  if (ms < hourMs) return `${formatNumber(Math.floor(ms / minuteMs), locale)} min`;
  const hours = Math.floor(ms / hourMs);
  if (hours < 48) return joinUnits(`${formatNumber(hours, locale)} h`, Math.floor((ms % hourMs) / minuteMs), 'min');
  return joinUnits(formatCount(Math.floor(ms / dayMs), 'day', locale), hours % 24, 'h');
}

function joinUnits(first: string, rest: number, unit: 'h' | 'min'): string {
  if (rest === 0) return first;
  return `${first} ${unit === 'min' ? String(rest).padStart(2, '0') : rest} ${unit}`;
}

/**
 * "just now", "6 min ago", "2 h ago", "3 days ago", "in 5 min": distances only, no calendar words, since the
 * server that renders a page first does not know the reader's time zone.
 */
export function formatRelative(time: Date, now: Date, locale: string): string {
  const distanceMs = now.getTime() - time.getTime();
  const distance = Math.abs(distanceMs);
  if (distance < minuteMs) return distanceMs >= -5 * secondMs ? 'just now' : 'in under 1 min';
  // What was made a moment ago for 7 days ends in 7 days, not in 6.
  return distanceMs > 0
    ? `${distanceWords(distance, locale, Math.floor)} ago`
    : `in ${distanceWords(distance, locale, Math.round)}`;
}

function distanceWords(ms: number, locale: string, toWhole: (units: number) => number): string {
  if (ms < hourMs) return `${formatNumber(toWhole(ms / minuteMs), locale)} min`;
  if (ms < dayMs) return `${formatNumber(toWhole(ms / hourMs), locale)} h`;
  const days = toWhole(ms / dayMs);
  if (days < 60) return formatCount(days, 'day', locale);
  if (days < 730) return formatCount(toWhole(days / 30.44), 'month', locale);
  return formatCount(toWhole(days / 365.25), 'year', locale);
}

/** "19 Nov 2026, 15:42:07 CET" in the locale's own order. Without `timeZone` it is the zone of this machine. */
export function formatDateTime(time: Date, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone,
  }).format(time);
}
