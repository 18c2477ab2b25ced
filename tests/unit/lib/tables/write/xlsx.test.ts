import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { Blocks } from '#lib/streams/block-source.ts';
import type { Row } from '#lib/tables/write/xlsx-sheet.ts';
import { createStyles } from '#lib/tables/write/xlsx-styles.ts';
import { writeXlsx } from '#lib/tables/write/xlsx.ts';

const number = (n: number, f = 'General', s = String(n)): Cell => ({ n, s, f });

const inBlocks = (rows: readonly Row[], blockRows = 3) =>
  async function* (): Blocks<Row> {
    for (let at = 0; at < rows.length; at += blockRows) yield rows.slice(at, at + blockRows);
  };

async function workbook(
  headings: readonly string[],
  rows: readonly Row[],
  limits: { rows?: number; bytes?: number } = {},
): ReturnType<typeof readXlsx> {
  const chunks: Uint8Array[] = [];
  const whole = { rows: 1_048_576, bytes: 1e9, ...limits };
  for await (const chunk of writeXlsx({ name: 'Results', headings, open: inBlocks(rows) }, whole)) chunks.push(chunk);
  return readXlsx(Buffer.concat(chunks), { readStyles: true });
}

/** A column of texts as a foreign reader finds them. */
async function readTexts(texts: readonly string[]): Promise<unknown[]> {
  const { sheets } = await workbook(
    ['text', 'end'],
    texts.map((text) => [text, 'end']),
  );
  return sheets[0]?.rows.slice(1).map(([text]) => text ?? '') ?? [];
}

const odd = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  "'x",
  '001',
  '1e5',
  '2026-11-02',
  'TRUE',
  ' both sides ',
  '\ttab\t',
  'two\nlines\n',
  'CR\rLF\r\nend\r',
  '😀 ok 🇩🇪',
  '日本語',
  'a  b',
  '<b>&amp;</b>]]>',
  '"quoted"',
  '\u0000\u0001\u0007\u000b\u001f',
  '\ufffe\uffff',
  'lone \ud800 surrogate \udfff',
  '_x0041_',
  '_x0041_x0042_',
  '_x0041\u0001',
  '_x005F_',
  '_X0041_',
  '__x0009__',
  '\u0085\u2028',
  '',
];

describe('a text in a workbook', () => {
  test('comes back as it is, whatever it looks like', async () => {
    expect(await readTexts(odd)).toEqual(odd);
  });

  test('comes back exactly, any text', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...odd),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    );
    const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 20, maxLength: 60 }), async (texts) => {
        expect(await readTexts(texts)).toEqual(texts);
      }),
      { numRuns: 10 },
    );
  });

  test('stays a text when somebody edits its cell', async () => {
    const styles = createStyles();
    const become = ['=1+1', '001', "'x", 'TRUE', ' -5', '2 Nov 2026', '$5'];
    const [normal, quoted, , quotedHeading] =
      /<cellXfs.*<\/cellXfs>/u.exec(styles.toXml())?.[0].match(/<xf [^>]*>/gu) ?? [];
    expect(become.map((text) => styles.text(text, false))).toEqual(become.map(() => 1));
    expect([styles.text('Boils fast', false), styles.text('=heading', true)]).toEqual([0, 3]);
    expect(normal).not.toContain('quotePrefix');
    expect(quoted).toContain('quotePrefix="1"');
    expect(quotedHeading).toContain('quotePrefix="1"');
  });
});

test('numbers, dates and truth values are what they were, in the format they were shown in', async () => {
  const { sheets } = await workbook(
    ['n', 'money', 'date', 'yes', 'none', 'text'],
    [
      [
        number(-0.125),
        number(1234.5, '"$"#,##0.00', '$1,234.50'),
        number(45_963, 'd mmm yyyy', '2 Nov 2025'),
        true,
        null,
        '4',
      ],
    ],
  );
  expect(sheets[0]?.rows[1]).toEqual([-0.125, 1234.5, new Date('2025-11-02T00:00:00Z'), true, null, '4']);
  const formats = [0, 1, 2].map((column) => sheets[0]?.cells?.get(`1,${column}`)?.style?.numFmt);
  expect(formats).toEqual([undefined, '"$"#,##0.00', 'd mmm yyyy']);
});

test('the heading is bold and stays while rows are scrolled, and columns are as wide as what stands in them', async () => {
  const { sheets } = await workbook(
    ['id', 'text'],
    [
      ['1', 'x'.repeat(30)],
      ['2', 'y\n'.repeat(500)],
      ['3', '日本'],
    ],
  );
  expect(sheets[0]?.freezePane).toMatchObject({ rows: 1 });
  expect(sheets[0]?.cells?.get('0,1')?.style?.font).toMatchObject({ bold: true });
  expect(sheets[0]?.columns?.map(({ width }) => width)).toEqual([8, 32]);
});

describe('what does not fit', () => {
  test('into a sheet goes on in the next one, below the same heading', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => [`r${index + 1}`]);
    for (const limits of [{ rows: 5 }, { bytes: 1 }]) {
      const { sheets } = await workbook(['id'], rows, limits);
      expect(sheets.map(({ name }) => name).slice(0, 3)).toEqual(
        ['Results', 'Results (2)', 'Results (3)'].slice(0, sheets.length),
      );
      expect(sheets.map(({ rows: [heading] }) => heading)).toEqual(sheets.map(() => ['id']));
      expect(sheets.flatMap((sheet) => sheet.rows.slice(1))).toEqual(rows);
    }
    expect((await workbook(['id'], rows, { rows: 11 })).sheets).toHaveLength(1);
    expect((await workbook(['id'], [])).sheets).toMatchObject([{ name: 'Results', rows: [['id']] }]);
  });

  test('into a cell begins there, and stands whole in a sheet of its own', async () => {
    const longest = `${'a'.repeat(32_766)}b`;
    const longer = `a${'😀'.repeat(40_000)} end `;
    const rows = [
      ['1', longest],
      ['2', 'short'],
      ['3', longer],
      [longer, 'short'],
    ];
    const { sheets } = await workbook(['id', 'text'], rows, { rows: 3 });
    expect(sheets.map(({ name }) => name)).toEqual([
      'Results',
      'Results (2)',
      'Long texts',
      'Long texts (2)',
      'Long texts (3)',
    ]);
    expect(sheets[0]?.rows.slice(1)).toEqual(rows.slice(0, 2));
    const beginning = String(sheets[1]?.rows[1]?.[1]);
    expect(beginning.length).toBeLessThanOrEqual(32_767);
    expect(beginning).toMatch(/^a(?:😀)+ … \[The whole text is in the sheet “Long texts”\.\]$/u);
    const parts = sheets.slice(2).flatMap((sheet) => sheet.rows.slice(1));
    expect(parts.map((part) => part.slice(0, 4))).toEqual([
      ...[1, 2, 3].map((part) => ['Results (2)', 2, 'text', part]),
      ...[1, 2, 3].map((part) => ['Results (2)', 3, 'id', part]),
    ]);
    expect(
      parts
        .slice(0, 3)
        .map((part) => part[4])
        .join(''),
    ).toBe(longer);
  });
});

describe('a workbook that is not written to its end', () => {
  test('lets go of its rows', async () => {
    let isClosed = false;
    async function* endless(): Blocks<Row> {
      try {
        for (let row = 0; ; row += 1) yield [[`${row} ${Math.sin(row)}`.repeat(50)]];
      } finally {
        isClosed = true;
      }
    }
    let bytes = 0;
    for await (const chunk of writeXlsx({ name: 'Results', headings: ['id'], open: endless })) {
      bytes += chunk.length;
      if (bytes > 100_000) break;
    }
    await expect.poll(() => isClosed).toBe(true);
  });

  test('ends with the error of its rows', async () => {
    async function* broken(): Blocks<Row> {
      yield [['1']];
      throw new Error('The disk is gone.');
    }
    const all = Array.fromAsync(writeXlsx({ name: 'Results', headings: ['id'], open: broken }));
    await expect(all).rejects.toThrow('The disk is gone.');
  });
});
