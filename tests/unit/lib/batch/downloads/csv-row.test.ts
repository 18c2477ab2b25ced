import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRow } from '#lib/batch/downloads/csv-row.ts';
import { readCsv } from '#tests/support/read-csv.ts';

const rowsOfThree = fc.array(
  fc.tuple(
    ...Array.from({ length: 3 }, () =>
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\r', '\n', '\t', '=', '@', ' ', "'") }),
      ),
    ),
  ),
  { minLength: 1, maxLength: 5 },
);

function defused(cell: string): string {
  const isNumber = cell !== '' && !Number.isNaN(Number(cell)) && /^[-+\d.]+$/.test(cell);
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(cell) && !isNumber ? `'${cell}` : cell;
}

test('whatever cells hold, a strict reader finds the same rows and cells', () => {
  fc.assert(
    fc.property(rowsOfThree, (rows) => {
      const text = rows.map((row) => csvRow(row)).join('');
      expect(readCsv(text)).toEqual(rows.map((row) => row.map(defused)));
    }),
  );
});

test.each(['1\n2', '1\r2', '1\r\n2', '- one\n- two', 'ok\n=1+1', 'ok\r@SUM(A1)'])(
  'a line break in %j begins no row, and no formula',
  (answer) => {
    expect(readCsv(csvRow(['a', answer, 'x']))).toEqual([['a', answer.startsWith('-') ? `'${answer}` : answer, 'x']]);
  },
);

const hasPython = spawnSync('python3', ['-c', '0']).status === 0;

test.runIf(hasPython)("Python's csv reads the same cells", () => {
  const cells = ['a', '1\n2\n=1+1', '1\r2', '"quoted", said', ' spaced ', "it's", '', 'ü😀'];
  const program =
    'import csv, io, json, sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8"), newline="")))))';
  const { stdout } = spawnSync('python3', ['-c', program], { input: csvRow(cells).repeat(2) });
  expect(JSON.parse(stdout.toString())).toEqual([cells, cells]);
});

test.each([
  '=1+1',
  '+1+1',
  '-1-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  '+49 170',
  '-',
])('a cell that begins as in %j is no formula for a spreadsheet', (cell) => {
  expect(readCsv(csvRow(['a', cell]))).toEqual([['a', `'${cell}`]]);
});

test('other cells and numbers stay as they are', () => {
  expect(csvRow(['a=1', 'an@example.com', -1, '-1', '+49', '-0.5', 'x'])).toBe(
    'a=1,an@example.com,-1,-1,+49,-0.5,x\r\n',
  );
});
