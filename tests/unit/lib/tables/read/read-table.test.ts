import { describe, expect, it } from 'vitest';
import { readTable } from '#tests/support/table-source.ts';
import { sheetData, writeWorkbook } from '#tests/support/write-workbook.ts';

describe('openTable', () => {
  it('reads a text and a workbook with the same cells in the same way', async () => {
    const text = await readTable('id,review\n1,good\n\n2,"so, so"\n');
    const sheet = { Reviews: sheetData([['id', 'review'], [1, 'good'], [], [2, 'so, so']]) };
    const workbook = await readTable(writeWorkbook({ sheets: sheet }));
    expect(text.columns).toEqual(['id', 'review']);
    expect(workbook.columns).toEqual(text.columns);
    expect(text.rows).toEqual([
      { number: 2, cells: ['1', 'good'] },
      { number: 4, cells: ['2', 'so, so'] },
    ]);
    const shown = workbook.rows.map(({ number, cells }) => ({
      number,
      cells: cells.map((cell) => (typeof cell === 'object' && cell !== null ? cell.s : cell)),
    }));
    expect(shown).toEqual(text.rows);
    expect(text.profile).toMatchObject({ rows: 2, emptyRows: 1, problems: [], options: { hasHeader: true } });
    expect(workbook.profile).toMatchObject({ rows: 2, emptyRows: 1, problems: [], sheets: ['Reviews'] });
  });
});
