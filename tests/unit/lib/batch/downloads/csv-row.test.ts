import { expect, test } from 'vitest';
import { csvRow } from '#lib/batch/downloads/csv-row.ts';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
  'a cell that begins as in %j is no formula for a spreadsheet',
  (cell) => {
    expect(csvRow([cell])).toMatch(/^"?'/u);
    expect(csvRow(['a', cell])).toContain(`'${cell}`);
  },
);

test('other cells and numbers stay as they are', () => {
  expect(csvRow(['a=1', 'an@example.com', -1, 'x'])).toBe('a=1,an@example.com,-1,x\r\n');
});
