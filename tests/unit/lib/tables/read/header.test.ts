import { describe, expect, it } from 'vitest';
import { readTable } from '#tests/support/table-source.ts';

async function headerOf(content: string): Promise<boolean | null> {
  return (await readTable(content)).profile.options.hasHeader;
}

describe('the header of a table', () => {
  it('is found out by what stands below it', async () => {
    expect(await headerOf('name,score\nAnn,3\nBob,4\n')).toBe(true);
    expect(await headerOf('name,review\nAnn,It was good.\nBob,Not for me.\n')).toBe(true);
    expect(await headerOf('prompt\nWrite a poem about the sea.\n')).toBe(true);
    expect(await headerOf('Who are you?,How was it?\nAnn,fine\nBob,so so\n')).toBe(true);
    expect(await headerOf('Ann,3\nBob,4\n')).toBe(false);
    expect(await headerOf('2026-11-01,good\n2026-11-02,bad\n')).toBe(false);
    expect(await headerOf('Write a poem about the sea.\nWrite one about the sky.\n')).toBe(false);
    expect(await headerOf('yes,good\nno,bad\nyes,good\n')).toBe(false);
    expect(await headerOf('1,2\n')).toBe(false);
  });

  it('is as the user says', async () => {
    const without = await readTable('name,score\nAnn,3\n', { hasHeader: false });
    expect(without.columns).toEqual(['Column A', 'Column B']);
    expect(without.rows.map(({ number }) => number)).toEqual([1, 2]);
    expect(without.profile.problems).toEqual([]);
    expect((await readTable('only,one\n', { hasHeader: false })).rows).toHaveLength(1);
    const withHeader = await readTable('Ann,3\nBob,4\n', { hasHeader: true });
    expect(withHeader.columns).toEqual(['Ann', '3']);
  });

  it('gives each column a name of its own, and says which it changed', async () => {
    const { columns, profile } = await readTable('name,name,,name (2),Column C, two  \twords ,name\n1,2,3,4,5,6,7\n');
    expect(columns).toEqual(['name', 'name (3)', 'Column C (2)', 'name (2)', 'Column C', 'two words', 'name (4)']);
    expect(profile.problems).toEqual([
      { code: 'unnamed_column', count: 1, places: [{ row: 1, column: 'Column C (2)' }] },
      {
        code: 'repeated_column',
        count: 2,
        places: [
          { row: 1, column: 'name (3)' },
          { row: 1, column: 'name (4)' },
        ],
      },
    ]);
  });

  it('gets a warning where there seem to be two of them', async () => {
    const warned = async (content: string): Promise<boolean> =>
      (await readTable(content, { hasHeader: true })).profile.problems.some(({ code }) => code === 'second_header');
    expect(await warned('2025,,2026,\nname,score,place,points\nAnn,3,Bonn,7\n')).toBe(true);
    expect(await warned('Name,Score\nname,score\n1,2\n3,4\n')).toBe(true);
    expect(await warned('name,review\nname,review\nAnn,good\n')).toBe(true);
    expect(await warned('name,score\nAnn,3\nBob,4\n')).toBe(false);
    expect(await warned('name,review\nAnn,good\nBob,bad\n')).toBe(false);
  });

  it('is counted with rows that are wider than it where half of them are', async () => {
    const { columns } = await readTable('a,b\n1,2,3\n4,5,6\n', { hasHeader: true, delimiter: ',' });
    expect(columns).toEqual(['a', 'b', 'Column C']);
  });
});
