import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foundOutOptions } from '#lib/shared/contract/table.ts';
import { openTable } from '#lib/tables/read/read-table.ts';
import type { TableSource } from '#lib/tables/read/table-source.ts';
import { readTable, tableSource } from '#tests/support/table-source.ts';
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

  it('lets go of the file wherever its reader stops', async () => {
    // Hashes, as what packs well is read at once.
    const hash = (index: number): string => createHash('sha256').update(String(index)).digest('base64');
    const lines = Array.from({ length: 10_000 }, (_, index) => [index, hash(index)]);
    const files = [
      `id,text\n${lines.map((cells) => cells.join(',')).join('\n')}`,
      writeWorkbook({ sheets: { One: sheetData([['id', 'text'], ...lines]) } }),
    ];
    for (const file of files) {
      const { source, open } = watch(tableSource(file, 'table', 4096));
      for await (const _ of (await openTable(source, foundOutOptions)).rows) break;
      expect(open()).toBe(0);
      const table = await openTable(source, foundOutOptions);
      expect(open()).toBe(1);
      await table.close();
      expect(open()).toBe(0);
      await expect(openTable(source, foundOutOptions, { maxColumns: 1 })).rejects.toThrow('more than 1 columns');
      expect(open()).toBe(0);
    }
  });
});

/** Counts the streams of a file that are open. */
function watch(file: TableSource): { readonly source: TableSource; readonly open: () => number } {
  let open = 0;
  const source: TableSource = {
    ...file,
    async *read(range) {
      open += 1;
      try {
        yield* file.read(range);
      } finally {
        open -= 1;
      }
    },
  };
  return { source, open: () => open };
}
