import { describe, expect, it } from 'vitest';
import { formatNumberCell, isDateFormat } from '#lib/tables/read/number-format.ts';

/** A day in 2026, at 14:05:09. */
const day = 46_358 + (14 * 3600 + 5 * 60 + 9) / 86_400;

describe('a number of a workbook', () => {
  it.each([
    ['General', 0.1 + 0.2, '0.3'],
    ['General', 12_345_678_901_234, '12345678901234'],
    ['@', 42, '42'],
    ['0', 2.5, '3'],
    ['0.00', -1.005, '-1.01'],
    ['0.00', 0.285, '0.29'],
    ['0.0000000000', 1 / 3, '0.3333333333'],
    ['# ??/??', 0.3125, '5/16'],
    ['00000', 123, '00123'],
    ['#,##0.00', 1_234_567.891, '1,234,567.89'],
    ['0.0%', 0.125, '12.5%'],
    ['0.00E+00', 123_456, '1.23E+05'],
    ['# ?/?', 1.25, '1 1/4'],
    ['"$"#,##0.00', 5, '$5.00'],
    ['[$€-407] #,##0.00', 1234.5, '€ 1,234.50'],
    ['_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', 12.5, '$12.50'],
    ['_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', -12.5, '$(12.50)'],
    ['[Red]-0;0', -3, '3'],
    ['0" pieces"', 7, '7 pieces'],
    ['0.0,"k"', 12_345, '12.3k'],
    ['[>=1000]0.0,"k";0', 999, '999'],
  ])('is shown by %s as Excel shows it', (format, value, shown) => {
    expect(formatNumberCell(value, format)).toBe(shown);
    expect(isDateFormat(format)).toBe(false);
  });

  it.each([
    ['m/d/yyyy', '12/2/2026'],
    ['d mmm yyyy', '2 Dec 2026'],
    ['dddd, d. mmmm yyyy', 'Wednesday, 2. December 2026'],
    ['yyyy\\-mm\\-dd\\Thh:mm:ss', '2026-12-02T14:05:09'],
    ['d/m/yy h:mm AM/PM;@', '2/12/26 2:05 PM'],
    ['[$-409]h:mm:ss AM/PM', '2:05:09 PM'],
    ['[$-F800]dddd, mmmm dd, yyyy', 'Wednesday, December 02, 2026'],
    ['mm:ss.0', '05:09.0'],
    ['[h]:mm', '1112606:05'],
  ])('is a date or a time by %s', (format, shown) => {
    expect(formatNumberCell(day, format)).toBe(shown);
    expect(isDateFormat(format)).toBe(true);
  });

  it('is shown plainly where the format says nothing, is broken or cannot show it', () => {
    expect(formatNumberCell(5, ';;;')).toBe('5');
    expect(formatNumberCell(5, '')).toBe('5');
    expect(formatNumberCell(5, '[foo')).toBe('5');
    expect(formatNumberCell(-1, 'yyyy-mm-dd')).toBe('-1');
    expect(formatNumberCell(60, 'm/d/yyyy')).toBe('2/29/1900');
  });
});
