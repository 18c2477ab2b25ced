import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableDelimiter, TableEncoding, TableOptions } from '#lib/shared/contract/table.ts';
import type { TableLimits } from '#lib/tables/read/table-limits.ts';
import { TableRefusedError } from '#lib/tables/read/table-refused-error.ts';
import { readTable, tableSource } from '#tests/support/table-source.ts';

const umlauts = 'id;Bewertung\n1;schön\n2;“größer” – 5 €\n';

async function cellsOf(content: string | Uint8Array, options: Partial<TableOptions> = {}): Promise<unknown[][]> {
  const { rows } = await readTable(content, options);
  return rows.map(({ cells }) => [...cells]);
}

async function refusalOf(
  content: string | Uint8Array,
  options: Partial<TableOptions> = {},
  limits: Partial<TableLimits> = {},
): Promise<unknown> {
  const refused: unknown = await readTable(content, options, limits).catch((error: unknown) => error);
  return refused instanceof TableRefusedError ? refused.refusal : refused;
}

/** In Windows-1252, which Latin-1 is but for some signs. */
function windows1252(text: string): Buffer {
  const signs: Readonly<Record<string, number>> = { '€': 0x80, '“': 0x93, '”': 0x94, '–': 0x96 };
  return Buffer.from(Array.from(text, (character) => signs[character] ?? character.codePointAt(0) ?? 0));
}

function utf16(text: string, isBigEndian: boolean, hasMark: boolean): Buffer {
  const bytes = Buffer.from((hasMark ? '\uFEFF' : '') + text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

describe('the encoding of a CSV file', () => {
  const files: readonly (readonly [string, Buffer, TableEncoding])[] = [
    ['UTF-8', Buffer.from(umlauts), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\uFEFF' + umlauts), 'utf-8'],
    ['UTF-16 LE with a mark', utf16(umlauts, false, true), 'utf-16le'],
    ['UTF-16 LE', utf16(umlauts, false, false), 'utf-16le'],
    ['UTF-16 BE with a mark', utf16(umlauts, true, true), 'utf-16be'],
    ['UTF-16 BE', utf16(umlauts, true, false), 'utf-16be'],
    ['Windows-1252', windows1252(umlauts), 'windows-1252'],
  ];
  it.each(files)('is found out: %s', async (_, file, encoding) => {
    const { columns, rows, profile } = await readTable(file);
    expect(columns).toEqual(['id', 'Bewertung']);
    expect(rows.map(({ cells }) => cells[1])).toEqual(['schön', '“größer” – 5 €']);
    expect(profile.options.encoding).toBe(encoding);
    expect(profile.problems).toEqual([]);
  });

  it('is found out where the first character that is not ASCII comes late', async () => {
    const ascii = `id,text\n${`1,${'plain words '.repeat(10)}\n`.repeat(3000)}`;
    for (const [tail, encoding] of [
      [Buffer.from('2,schön\n'), 'utf-8'],
      [windows1252('2,schön\n'), 'windows-1252'],
    ] as const) {
      const { rows, profile } = await readTable(Buffer.concat([Buffer.from(ascii), tail]));
      expect(rows.at(-1)).toEqual({ number: 3002, cells: ['2', 'schön'] });
      expect(profile.options.encoding).toBe(encoding);
    }
  });

  it('is found out wherever a character is cut between two pieces', async () => {
    for (let fill = 0; fill < 4; fill += 1) {
      const text = `id,text\n1,${'x'.repeat(64 * 1024 - 11 + fill)}€€€€\n`;
      const { rows, profile } = await readTable(text);
      expect(rows[0]?.cells[1]).toMatch(/x€€€€$/);
      expect(profile.options.encoding).toBe('utf-8');
    }
  });

  const japanese = [
    0x96, 0xbc, 0x91, 0x4f, 0x2c, 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x0a, 0x31, 0x2c, 0x82, 0xa0, 0x0a,
  ];
  it('is Shift-JIS where there are kana, or when it is chosen', async () => {
    const found = await readTable(Buffer.from(japanese));
    expect(found.columns).toEqual(['名前', 'テスト']);
    expect(found.profile.options.encoding).toBe('shift_jis');
    const chosen = await readTable(Buffer.from(japanese), { encoding: 'windows-1252' });
    expect(chosen.profile.options.encoding).toBe('windows-1252');
    expect(chosen.columns[0]).not.toBe('名前');
  });

  it('stays UTF-8 with a broken character, which is said with its row', async () => {
    const file = Buffer.concat([
      Buffer.from('id,text\n1,größer schöner\n2,a'),
      Buffer.from([0xe4]),
      Buffer.from('b\n'),
    ]);
    const { rows, profile } = await readTable(file);
    expect(rows[1]?.cells[1]).toBe('a\uFFFDb');
    expect(profile.problems).toEqual([{ code: 'invalid_characters', count: 1, places: [{ row: 3, column: 'text' }] }]);
  });
});

describe('the delimiter and the quotes of a CSV file', () => {
  it('are found out though other delimiters are in the texts', async () => {
    expect(await cellsOf('id|prompt\n1|one, two\n2|three, four, five\n')).toEqual([
      ['1', 'one, two'],
      ['2', 'three, four, five'],
    ]);
    expect(await cellsOf('a;b\n1,5;2,5\n3,5;4,5\n')).toEqual([
      ['1,5', '2,5'],
      ['3,5', '4,5'],
    ]);
    expect(await cellsOf('id\ttext\n1\tso; much, text\n')).toEqual([['1', 'so; much, text']]);
    expect(await cellsOf("id,text\n1,'one, two'\n2,'three'\n")).toEqual([
      ['1', 'one, two'],
      ['2', 'three'],
    ]);
    expect(await cellsOf("'id','text'\n'1','one'\n'2','two'\n")).toEqual([
      ['1', 'one'],
      ['2', 'two'],
    ]);
    expect(await cellsOf("id,text\n1,it's\n2,'so' and 'so'\n")).toEqual([
      ['1', "it's"],
      ['2', "'so' and 'so'"],
    ]);
    expect(await cellsOf('id\tsize\n1\t"5 inch\n2\t6 inch\n')).toEqual([
      ['1', '"5 inch'],
      ['2', '6 inch'],
    ]);
  });

  it('make one column of a file that has only one, commas or not', async () => {
    expect(await cellsOf('prompt\nWrite a poem\nWrite, please, another\nAnd a third\n')).toEqual([
      ['Write a poem'],
      ['Write, please, another'],
      ['And a third'],
    ]);
  });

  it('are as the user says, also against what is found out', async () => {
    expect(await cellsOf('a,b;c\n1,2;3\n', { delimiter: ',', hasHeader: false })).toEqual([
      ['a', 'b;c'],
      ['1', '2;3'],
    ]);
    expect(await cellsOf('a,b\n"1",2\n', { quote: 'none' })).toEqual([['"1"', '2']]);
  });

  it('follow the line that Excel puts in front for itself', async () => {
    const { rows, columns } = await readTable('sep=;\nid;text\n1;a,b\n');
    expect(columns).toEqual(['id', 'text']);
    expect(rows).toEqual([{ number: 2, cells: ['1', 'a,b'] }]);
  });

  it('leave quotes within a bare cell, and around only a part of it, as they are', async () => {
    expect(await cellsOf('id,size\n1,5" wide\n2,"5" wide\n3,"quoted" \n')).toEqual([
      ['1', '5" wide'],
      ['2', '"5" wide'],
      ['3', 'quoted'],
    ]);
  });
});

describe('a quote that is never closed', () => {
  it('is refused with the line where it opened, at the end of the file or at the next quote', async () => {
    const refusal = { code: 'table_unclosed_quote', facts: { row: 3, line: 4 } };
    const start = 'id,text\n1,"two\nlines"\n2,"open\n';
    expect(await refusalOf(`${start}3,c\n4,d\n`)).toEqual(refusal);
    expect(await refusalOf(`${start}3,"next"\n4,"d"\n`)).toEqual(refusal);
  });

  it('is refused long before the end of a large file', async () => {
    let bytes = 0;
    const source = {
      ...tableSource(''),
      async *read() {
        yield Buffer.from('id,text\n1,a\n2,"open\n');
        for (; bytes < 200_000_000; bytes += 100_000) yield Buffer.alloc(100_000, '3,word\n');
      },
    };
    const refused: unknown = await readTable(source, {}, { maxCellLength: 500_000 }).catch((error: unknown) => error);
    expect(String(refused)).toMatch(/A quote opens in line 3 and is not closed/);
    expect(bytes).toBeLessThan(2_000_000);
  });
});

describe('what a CSV file may have', () => {
  it('are rows of any length: what is missing is empty, what is too much is said', async () => {
    const full = ['1', '2', '3'];
    const { rows, profile } = await readTable('a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n1,2,3\n', { delimiter: ',' });
    expect(rows.map(({ cells }) => cells)).toEqual([['1', '2', null], full, full, full, full]);
    expect(profile.problems).toEqual([
      { code: 'row_too_short', count: 1, places: [{ row: 2, column: null }] },
      { code: 'row_too_long', count: 1, places: [{ row: 4, column: null }] },
    ]);
  });

  it('are NUL characters and cells of a megabyte, which are kept and said', async () => {
    const long = 'x'.repeat(1_000_000);
    const { rows, profile } = await readTable(`id,text\n1,a\0b\n2,${long}\n`);
    expect(rows.map(({ cells }) => cells[1])).toEqual(['a\0b', long]);
    expect(profile.problems.map(({ code, places }) => [code, places[0]])).toEqual([
      ['nul_character', { row: 2, column: 'text' }],
      ['long_cell', { row: 3, column: 'text' }],
    ]);
    expect(profile.columns[1]).toMatchObject({ longest: 1_000_000, longestRow: 3 });
  });

  it('are line ends of any kind, mixed', async () => {
    expect(await cellsOf('a,b\r1,2\r\n3,4\n5,"6\r\n7"')).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6\r\n7'],
    ]);
  });

  it('are empty lines, which count as rows and are left out', async () => {
    const { rows, profile } = await readTable('\na,b\n\n1,2\n , \n,,\n3,4\n\n\n');
    expect(rows.map(({ number }) => number)).toEqual([4, 7]);
    expect(profile).toMatchObject({ rows: 2, emptyRows: 3 });
  });
});

describe('what is no CSV table', () => {
  it('is refused with its reason', async () => {
    expect(await refusalOf('')).toEqual({ code: 'table_empty', facts: { sheet: null } });
    expect(await refusalOf('\n \n,,\n')).toEqual({ code: 'table_empty', facts: { sheet: null } });
    expect(await refusalOf('id,text\n')).toEqual({ code: 'table_header_only', facts: { sheet: null } });
    expect(await refusalOf(`a${',b'.repeat(16_383)}\n1\n`)).toMatchObject({ code: 'table_too_many_columns' });
    const limits = { maxCellLength: 100_000, maxCsvRows: 2 };
    const tooLong = { code: 'table_cell_too_long', facts: { row: 1, limit: 100_000 } };
    expect(await refusalOf(`a,b\n1,${'x'.repeat(300_000)}\n`, {}, limits)).toEqual(tooLong);
    const tooMany = { code: 'table_too_many_rows', facts: { limit: 2 } };
    expect(await refusalOf('a,b\n1,2\n3,4\n', {}, limits)).toEqual(tooMany);
    expect(await refusalOf('%PDF-1.7\n')).toMatchObject({ code: 'table_not_a_table' });
    expect(await refusalOf('<html><body><table>')).toMatchObject({ code: 'table_not_a_table' });
    expect(await refusalOf('{"custom_id":"a"}\n')).toMatchObject({ code: 'table_not_a_table' });
    expect(await refusalOf('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>')).toMatchObject({
      code: 'table_old_excel',
    });
  });
});

describe('any cells', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', ' ', '"', '""', 'a"b', 'a\nb', 'a\r\nb', '\r', ',', ';', '\t', '|', "'", "it's", '名前', 'é'),
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
    );
  const delimiters = fc.constantFrom<TableDelimiter>(',', ';', '\t', '|');
  const encodings = fc.constantFrom<TableEncoding>('utf-8', 'utf-16le', 'utf-16be');

  it('come back from a file that another program wrote, in each delimiter and encoding, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        delimiters,
        encodings,
        fc.integer({ min: 1, max: 40 }),
        async (cells, delimiter, encoding, piece) => {
          const header = cells[0]?.map((_, index) => `column ${index}`) ?? [];
          const text = stringify([header, ...cells], { delimiter, quoted: true });
          const bytes = encoding === 'utf-8' ? Buffer.from(text) : utf16(text, encoding === 'utf-16be', false);
          const filled = cells.filter((row) => row.some((one) => one.trim() !== ''));
          fc.pre(filled.length > 0);
          const options = { delimiter, encoding, quote: '"', hasHeader: true } as const;
          const { rows } = await readTable(tableSource(bytes, 'table.csv', piece), options);
          expect(rows.map((row) => row.cells)).toEqual(
            filled.map((row) => row.map((one) => (one === '' ? null : one.toWellFormed()))),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
