import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatCount, formatNumber, formatPercent, localeFromHeader } from '#lib/shared/words/format.ts';

describe('numbers', () => {
  test('are grouped as the reader is used to', () => {
    expect(formatNumber(12_340, 'en')).toBe('12,340');
    expect(formatNumber(12_340, 'de')).toBe('12.340');
  });

  test('come with the right form of the word', () => {
    expect(formatCount(1, 'request', 'en')).toBe('1 request');
    expect(formatCount(0, 'request', 'en')).toBe('0 requests');
    expect(formatCount(12_340, 'request', 'en')).toBe('12,340 requests');
    expect(formatCount(2, 'batch', 'en', 'batches')).toBe('2 batches');
  });

  test('a share never reads as all or as nothing when it is neither', () => {
    expect(formatPercent(12_303, 12_340, 'en')).toBe('99%');
    expect(formatPercent(1, 50_000, 'en')).toBe('1%');
    expect(formatPercent(0, 0, 'en')).toBe('0%');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (whole, some) => {
        const part = Math.min(some, whole);
        const percent = formatPercent(part, whole, 'en');
        expect(percent === '100%').toBe(part === whole);
        expect(percent === '0%').toBe(part === 0);
      }),
    );
  });
});

describe('sizes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [398, '398 bytes'],
    [1536, '1.5 kB'],
    [33_336, '33 kB'],
    [1_048_575, '1 MB'],
    [1_500_000, '1.4 MB'],
    [209_715_200, '200 MB'],
    [1_073_741_824, '1 GB'],
    [5 * 1024 ** 4, '5 TB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(formatBytes(bytes, 'en')).toBe(words);
  });
});

describe('the reader’s locale', () => {
  test.each([
    ['de-CH, de;q=0.9, en;q=0.8', 'de-CH'],
    ['*', 'en'],
    ['', 'en'],
    [null, 'en'],
    ['xx-invalid-tag-that-is-far-too-long, fr', 'fr'],
    ['en_US', 'en'],
  ])('of %j is %s', (header, locale) => {
    expect(localeFromHeader(header)).toBe(locale);
  });

  test('always is one that numbers can be formatted with', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(() => new Intl.NumberFormat(localeFromHeader(header))).not.toThrow();
      }),
    );
  });
});
