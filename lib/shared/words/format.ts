/* Numbers and sizes for people. `locale` is the reader's, a BCP 47 tag; words stay English like the pages. */

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  numberFormats.set(key, made);
  return made;
}

export function formatNumber(value: number, locale: string): string {
  return numberFormat(locale).format(value);
}

/** "1 request", "12,340 requests". `many` is only needed where it is not `one` with an s. */
export function formatCount(count: number, one: string, locale: string, many = `${one}s`): string {
  return `${formatNumber(count, locale)} ${count === 1 ? one : many}`;
}

/**
 * "66%": whole and rounded down, so that 99.7 % never reads as done; above 0 at least 1.
 * A whole of 0 counts as nothing done.
 */
export function formatPercent(part: number, whole: number, locale: string): string {
  return `${formatNumber(percentOf(part, whole), locale)}%`;
}

/** The number in `formatPercent`, 0 to 100. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0 || part <= 0) return 0;
  if (part >= whole) return 100;
  return Math.max(1, Math.floor((part / whole) * 100));
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** "398 bytes", "1.4 MB". One MB is 1,048,576 bytes, as in the providers' limits: 200 MB is what they take. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) return formatCount(value, 'byte', locale);
  const digits = value < 10 ? 1 : 0;
  const rounded = Number(value.toFixed(digits));
  if (rounded >= 1024 && unit < byteUnits.length - 1) return formatBytes(1024 ** (unit + 1), locale);
  const options = { style: 'unit', unit: byteUnits[unit], maximumFractionDigits: digits } as const;
  return numberFormat(locale, options).format(rounded);
}

/**
 * The reader's locale from an `Accept-Language` header: its first tag that exists; English when there is none.
 */
export function localeFromHeader(acceptLanguage: string | null): string {
  for (const part of (acceptLanguage ?? '').split(',')) {
    const locale = canonicalLocale(part.split(';')[0]?.trim() ?? '');
    if (locale !== null) return locale;
  }
  return 'en';
}

function canonicalLocale(tag: string): string | null {
  if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag)) return null;
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
