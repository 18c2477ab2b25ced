import { writeOds } from 'hucre/ods';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { StorageError } from '#lib/errors.ts';
import type { TableOptions, TableRefusal } from '#lib/shared/contract/table.ts';
import type { TableLimits } from '#lib/tables/read/table-limits.ts';
import { TableRefusedError } from '#lib/tables/read/table-refused-error.ts';
import type { TableSource } from '#lib/tables/read/table-source.ts';
import { readTable, tableSource } from '#tests/support/table-source.ts';
import { sheetData, workbookParts, writeWorkbook } from '#tests/support/write-workbook.ts';
import { writeZip } from '#tests/support/write-zip.ts';

async function refusalOf(
  content: Uint8Array | TableSource,
  options: Partial<TableOptions> = {},
  limits: Partial<TableLimits> = {},
): Promise<TableRefusal> {
  try {
    await readTable(content, options, limits);
  } catch (error) {
    if (error instanceof TableRefusedError) return error.refusal;
    throw error;
  }
  throw new Error('The file was read.');
}

const small = {
  sheets: {
    One: sheetData([
      ['a', 'b'],
      [1, 2],
    ]),
  },
};

/** An office file from before 2007, or an encrypted one: what its directory names. */
function compoundFile(name: string): Buffer {
  const file = Buffer.alloc(2048);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(9, 30);
  file.writeUInt32LE(1, 48);
  file.write('Root Entry', 1024, 'utf16le');
  file.write(name, 1152, 'utf16le');
  return file;
}

describe('a file that is no workbook of ours', () => {
  it('is refused by what it is', async () => {
    expect(await refusalOf(compoundFile('EncryptedPackage'))).toEqual({ code: 'table_password', facts: {} });
    expect(await refusalOf(compoundFile('Workbook'))).toEqual({ code: 'table_old_excel', facts: {} });
    expect(await refusalOf(compoundFile('WordDocument'))).toEqual({ code: 'table_not_a_table', facts: {} });
    const ods = await writeOds({ sheets: [{ name: 'One', rows: [['a'], [1]] }] });
    expect(await refusalOf(ods)).toEqual({ code: 'table_open_document', facts: {} });
    expect(await refusalOf(writeZip({ 'xl/workbook.bin': 'x' }))).toEqual({ code: 'table_binary_workbook', facts: {} });
    expect(await refusalOf(writeZip({ 'Index/Document.iwa': 'x' }))).toEqual({ code: 'table_numbers', facts: {} });
    expect(await refusalOf(writeZip({ 'word/document.xml': 'x' }))).toEqual({ code: 'table_not_a_table', facts: {} });
  });

  it('is refused where a password keeps even its directory', async () => {
    const encrypted = await writeXlsx({
      sheets: [{ name: 'One', rows: [['a'], [1]] }],
      encryption: { password: 'secret', spinCount: 10 },
    });
    expect(await refusalOf(encrypted)).toEqual({ code: 'table_password', facts: {} });
  });
});

describe('a damaged workbook', () => {
  it('is refused wherever it was cut off', async () => {
    const whole = await writeXlsx({ sheets: [{ name: 'One', rows: [['a'], [1], [2]] }] });
    for (const share of [0.02, 0.3, 0.7, 0.99]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect(await refusalOf(cut)).toEqual({ code: 'table_damaged', facts: { row: null } });
    }
  });

  it('is refused with the row after which nothing can be read', async () => {
    const broken = { One: '<sheetData><row><c t="str"><v>a</v></c></row><row><c><v>1</v></c></row><row><c></row>' };
    expect(await refusalOf(writeWorkbook({ sheets: broken }))).toEqual({ code: 'table_damaged', facts: { row: 3 } });
    const parts = workbookParts(small);
    const { 'xl/worksheets/sheet1.xml': _, ...others } = parts;
    expect(await refusalOf(writeZip(others))).toEqual({ code: 'table_damaged', facts: { row: null } });
  });

  it('is refused where a part declares entities, and none is looked up', async () => {
    const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f "ffffffff">]>';
    const parts = workbookParts({ sheets: { One: '<sheetData><row><c t="str"><v>&e;&f;</v></c></row></sheetData>' } });
    const declared = (xml = ''): string => xml.replace('?>', `?>${doctype}`);
    const sheet = 'xl/worksheets/sheet1.xml';
    expect(await refusalOf(writeZip({ ...parts, [sheet]: declared(parts[sheet]) }))).toMatchObject({
      code: 'table_damaged',
    });
  });

  it('is not what a storage that fails is called', async () => {
    const bytes = writeWorkbook(small);
    const failure = new StorageError('The disk is gone.');
    const failing = (from: number): TableSource => ({
      ...tableSource(bytes),
      async *read(range) {
        if ((range?.start ?? 0) >= from) throw failure;
        yield* tableSource(bytes).read(range);
      },
    });
    await expect(refusalOf(failing(0))).rejects.toBe(failure);
    await expect(refusalOf(failing(1))).rejects.toBe(failure);
  });
});

describe('a workbook that would fill memory or time', () => {
  it('is refused before a part is unpacked that is far larger than its packed form', async () => {
    const bomb = writeWorkbook({ sheets: { One: `<sheetData>${' '.repeat(9_000_000)}</sheetData>` } });
    expect(bomb.length).toBeLessThan(20_000);
    expect(await refusalOf(bomb)).toEqual({ code: 'table_zip_bomb', facts: {} });
  });

  it('is refused where a part is larger than the directory says', async () => {
    const parts = workbookParts({
      sheets: { One: sheetData([['a'], ...Array.from({ length: 5000 }, (_, index) => [index])]) },
    });
    const lying = writeZip(parts, { 'xl/worksheets/sheet1.xml': 100_000 });
    expect(await refusalOf(lying)).toMatchObject({ code: 'table_damaged' });
  });

  it('is refused at its first value far to the right, and not filled up to there', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `<row><c r="XFD${index + 1}"><v>1</v></c></row>`);
    const far = writeWorkbook({ sheets: { One: `<sheetData>${rows.join('')}</sheetData>` } });
    expect(await refusalOf(far)).toEqual({ code: 'table_too_many_columns', facts: { limit: 512, row: 1 } });
  });

  it('is refused with too many rows, parts or texts, or too long a cell', async () => {
    const rows = '<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>';
    const tooMany = { code: 'table_too_many_rows', facts: { limit: 1_048_576 } };
    expect(await refusalOf(writeWorkbook({ sheets: { One: rows } }))).toEqual(tooMany);
    expect(await refusalOf(writeWorkbook(small), {}, { maxEntries: 2 })).toMatchObject({ code: 'table_zip_bomb' });
    const strings = { ...small, strings: '<si><t>a</t></si>'.repeat(20) };
    expect(await refusalOf(writeWorkbook(strings), {}, { maxStrings: 10 })).toMatchObject({ code: 'table_zip_bomb' });
    const long = { One: sheetData([['a'.repeat(200_000)], ['b']]) };
    expect(await refusalOf(writeWorkbook({ sheets: long }), {}, { maxCellLength: 50_000 })).toMatchObject({
      code: 'table_cell_too_long',
    });
  });
});

describe('a workbook without a table', () => {
  it('is refused by what is missing', async () => {
    const sheets = { One: '<sheetData/>', Two: sheetData([['only', 'header']]) };
    const workbook = writeWorkbook({ sheets });
    expect(await refusalOf(workbook)).toEqual({ code: 'table_empty', facts: { sheet: 'One' } });
    expect(await refusalOf(workbook, { sheet: 'Two' })).toEqual({ code: 'table_header_only', facts: { sheet: 'Two' } });
    expect(await refusalOf(workbook, { sheet: 'Three' })).toEqual({
      code: 'table_no_sheet',
      facts: { sheet: 'Three' },
    });
    expect(await refusalOf(writeWorkbook({ sheets: {} }))).toEqual({ code: 'table_no_sheet', facts: { sheet: null } });
  });
});
