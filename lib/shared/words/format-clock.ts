const dayMs = 24 * 60 * 60 * 1000;

/**
 * "15:22", "15:22 yesterday", "14:10 tomorrow", within a week "Fri 14:10", else "19 Nov, 14:10", in the reader's
 * zone and locale. Only where the reader's zone is known: in the browser.
 */
export function formatClock(time: Date, now: Date, locale: string, timeZone?: string): string {
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(time);
  const days = daysBetween(now, time, timeZone);
  if (days === 0) return clock;
  if (days === 1) return `${clock} tomorrow`;
  if (days === -1) return `${clock} yesterday`;
  if (Math.abs(days) < 7) {
    return `${new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone }).format(time)} ${clock}`;
  }
  const sameYear = calendarDay(now, timeZone).slice(0, 4) === calendarDay(time, timeZone).slice(0, 4);
  const year = sameYear ? undefined : ('numeric' as const);
  return `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year, timeZone }).format(time)}, ${clock}`;
}

/** Calendar days of the zone, so that 23:59 and 00:01 are a day apart. */
function daysBetween(from: Date, to: Date, timeZone: string | undefined): number {
  return Math.round((Date.parse(calendarDay(to, timeZone)) - Date.parse(calendarDay(from, timeZone))) / dayMs);
}

/** `2026-11-19`, which the Swedish locale writes as ISO does. */
function calendarDay(time: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('sv', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(time);
}
