import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it, vi } from 'vitest';
import type { Cell, TableOptions } from '#lib/shared/contract/table.ts';
import { readTable, tableSource } from '#tests/support/table-source.ts';
import { sheetData, workbookParts, writeWorkbook } from '#tests/support/write-workbook.ts';
import { writeZip } from '#tests/support/write-zip.ts';

/** The header, so that what a test is about begins in row 2. */
const header = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>';

function sheet(rows: string, after = ''): string {
  return `<sheetData>${header}${rows}</sheetData>${after}`;
}

async function cellsOf(workbook: Uint8Array, options: Partial<TableOptions> = {}): Promise<(readonly Cell[])[]> {
  return (await readTable(workbook, { hasHeader: true, ...options })).rows.map(({ cells }) => cells);
}

describe('cells of a workbook', () => {
  it('have the shared texts, rich ones joined, without how they are read aloud', async () => {
    const strings =
      '<si><t>plain</t></si>' +
      '<si><r><rPr><b/></rPr><t xml:space="preserve">so </t></r><r><t>rich</t></r></si>' +
      '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>' +
      '<si><t>a&amp;b &lt;&#228;&gt; _x000D_ _x005F_x000D_ <![CDATA[<i>]]></t></si><si/>';
    const cells = [0, 1, 2, 3, 4].map((index) => `<row><c t="s"><v>${index}</v></c><c><v>${index}</v></c></row>`);
    const read = await cellsOf(writeWorkbook({ sheets: { One: sheet(cells.join('')) }, strings }));
    expect(read.map(([text]) => text)).toEqual(['plain', 'so rich', '東京', 'a&b <ä> \r _x000D_ <i>', null]);
  });

  it('are texts, numbers, yes and no, errors and values of formulas', async () => {
    const rows =
      '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2"><f>1/0</f><v>1.5</v></c></row>' +
      '<row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3" t="str"><f>x</f><v>made</v></c></row>' +
      '<row r="4"><c r="A4"><f>NOW()</f></c><c r="B4" t="d"><v>2026-11-02T06:00:00</v></c></row>';
    const { rows: read, profile } = await readTable(writeWorkbook({ sheets: { One: sheet(rows) } }));
    expect(read.map(({ cells }) => cells)).toEqual([
      [true, { n: 1.5, s: '1.5', f: 'General' }],
      ['#DIV/0!', 'made'],
      [null, { n: 46_328.25, s: '2026-11-02 06:00:00', f: 'yyyy-mm-dd hh:mm:ss' }],
    ]);
    expect(profile.problems).toEqual([
      { code: 'formula_error', count: 1, places: [{ row: 3, column: 'a' }] },
      { code: 'formula_without_value', count: 1, places: [{ row: 4, column: 'a' }] },
    ]);
  });

  const styles =
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="d mmm yyyy"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs>';
  const dated = sheet(
    '<row><c s="1"><v>46328</v></c><c s="3"><v>0.5</v></c></row><row><c s="2"><v>46328</v></c><c s="7"><v>2</v></c></row>',
  );
  it('are shown by the number format of their style', async () => {
    const read = await readTable(writeWorkbook({ sheets: { One: dated }, styles }));
    expect(read.rows.map(({ cells }) => cells)).toEqual([
      [
        { n: 46_328, s: '11/2/2026', f: 'm/d/yyyy' },
        { n: 0.5, s: '50%', f: '0%' },
      ],
      [
        { n: 46_328, s: '2 Nov 2026', f: 'd mmm yyyy' },
        { n: 2, s: '2', f: 'General' },
      ],
    ]);
    expect(read.profile.columns.map(({ kind }) => kind)).toEqual(['date', 'number']);
  });

  it('count days from 1904 where the workbook does', async () => {
    const workbook = writeWorkbook({ sheets: { One: dated }, styles, workbookPr: '<workbookPr date1904="1"/>' });
    const [row] = await cellsOf(workbook);
    expect(row).toEqual([
      { n: 47_790, s: '11/3/2030', f: 'm/d/yyyy' },
      { n: 0.5, s: '50%', f: '0%' },
    ]);
  });

  it('are where they say, or after the one before, in rows likewise', async () => {
    const rows =
      '<row><c r="B2"><v>1</v></c></row><row r="7"><c><v>2</v></c><c r="D7" s="1"/><c r="XFD7"/></row><row><c/></row><row><c><v>3</v></c></row>';
    const { rows: read, profile } = await readTable(writeWorkbook({ sheets: { One: sheet(rows) } }), {
      hasHeader: true,
    });
    expect(read.map(({ number, cells }) => [number, cells.map((cell) => cell !== null)])).toEqual([
      [2, [false, true]],
      [7, [true, false]],
      [9, [true, false]],
    ]);
    expect(profile).toMatchObject({ rows: 3, emptyRows: 5, problems: [] });
  });

  it('are read with merged ranges and hidden rows, which are said', async () => {
    const rows = '<row hidden="1"><c t="str"><v>x</v></c></row><row><c t="str"><v>y</v></c></row>';
    const merged = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="B3:C4"/></mergeCells>';
    const { profile } = await readTable(writeWorkbook({ sheets: { One: sheet(rows, merged) } }));
    expect(profile.problems).toEqual([
      {
        code: 'merged_cells',
        count: 2,
        places: [
          { row: 2, column: 'a' },
          { row: 3, column: 'b' },
        ],
      },
      { code: 'hidden_rows', count: 1, places: [{ row: 2, column: null }] },
    ]);
  });

  it('are found in strict files, with any prefix, in UTF-16, and with control characters that XML forbids', async () => {
    const parts = workbookParts({ sheets: { One: sheet('<row><c t="str"><v>\v!</v></c></row>') } });
    const strict = Object.entries(parts).map(([name, xml]): [string, Buffer] => [
      name,
      Buffer.from(
        `\uFEFF${xml
          .replaceAll(
            'http://schemas.openxmlformats.org/officeDocument/2006',
            'http://purl.oclc.org/ooxml/officeDocument',
          )
          .replaceAll(/<(\/?)(?![?!])/g, '<$1x:')
          .replaceAll('xmlns=', 'xmlns:x=')
          .replace('UTF-8', 'UTF-16')}`,
        'utf16le',
      ),
    ]);
    expect(await cellsOf(writeZip(Object.fromEntries(strict)))).toEqual([['\v!', null]]);
  });
});

describe('the sheets of a workbook', () => {
  const sheets = { Hidden: sheetData([['h'], [1]]), First: sheetData([['f'], [2]]), Second: sheetData([['s'], [3]]) };

  it('are listed with hidden ones last, and the first visible one is read unless another is chosen', async () => {
    const workbook = writeWorkbook({ sheets, hidden: ['Hidden'] });
    const { profile, columns } = await readTable(workbook);
    expect(profile.sheets).toEqual(['First', 'Second', 'Hidden']);
    expect(profile.options).toEqual({ sheet: 'First', hasHeader: true, encoding: null, delimiter: null, quote: null });
    expect(columns).toEqual(['f']);
    expect((await readTable(workbook, { sheet: 'Hidden' })).columns).toEqual(['h']);
  });
});

describe('texts of a workbook that do not fit into memory', () => {
  const texts = Array.from({ length: 40 }, (_, index) => `${index} ${'ä€😀'.repeat(15_000 + index)}`);
  const order = texts.map((_, index) => (index * 7) % texts.length);
  const rows = order.map((index) => `<row><c t="s"><v>${index}</v></c></row>`).join('');
  const strings = texts.map((text) => `<si><t>${text}</t></si>`).join('');
  const limits = { stringBytesInMemory: 2_000_000, maxInflation: 10_000 };

  it('are read back from a temporary file, also those that lie across its pages, and nothing stays', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tables-'));
    vi.stubEnv('TMPDIR', folder);
    try {
      const { rows: read } = await readTable(writeWorkbook({ sheets: { One: sheet(rows) }, strings }), {}, limits);
      expect(read).toHaveLength(texts.length);
      expect(read.every(({ cells }, at) => cells[0] === texts[order[at] ?? 0])).toBe(true);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('say what to do where the temporary folder cannot be used', async () => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all');
    const reading = readTable(writeWorkbook({ sheets: { One: sheet(rows) }, strings }), {}, limits);
    await expect(reading).rejects.toThrow(
      'The workbook cannot be read: its texts could not be kept in the temporary folder: the disk reports ENOENT.',
    );
  });
});

describe('any cells', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 10 }).map((text) => text.replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, '-')),
    fc.constantFrom(' a ', 'a\nb', '=1+1', '<&>"', '2026-11-02', '007'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

  it('come back from a workbook that another program wrote, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 50, max: 5000 }), async (cells, piece) => {
        const filled = cells.filter((row) => row.some((one) => one !== null && String(one).trim() !== ''));
        fc.pre(filled.length > 0);
        const names = cells[0]?.map((_, index) => `column ${index}`) ?? [];
        const bytes = await writeXlsx({ sheets: [{ name: 'One', rows: [names, ...cells] }] });
        const { rows } = await readTable(tableSource(bytes, 'table.xlsx', piece), { hasHeader: true });
        const values = rows.map((row) =>
          row.cells.map((one) => (typeof one === 'object' && one !== null ? one.n : one)),
        );
        const expected = filled.map((row) =>
          row.map((one) => (one === '' ? null : typeof one === 'string' ? one.toWellFormed() : one === 0 ? 0 : one)),
        );
        expect(values).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
