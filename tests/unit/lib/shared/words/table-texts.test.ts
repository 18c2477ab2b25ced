import { describe, expect, it } from 'vitest';
import { tableProblemCodes } from '#lib/shared/contract/table.ts';
import { describeTableProblem, describeTableRefusal, tableRefusalText } from '#lib/shared/words/table-texts.ts';

describe('the words for problems of a table', () => {
  it('name how many there are, and the first row and column', () => {
    const places = [{ row: 1200, column: 'price' }];
    for (const code of tableProblemCodes) {
      const { title, explanation, fix } = describeTableProblem({ code, count: 12_340, places }, 'en');
      expect(`${title} ${explanation}`).toMatch(code === 'second_header' ? /row 1,200/ : /12,340 .*price/s);
      expect(fix).not.toBe('');
    }
    const one = describeTableProblem({ code: 'hidden_rows', count: 1, places: [{ row: 5, column: null }] }, 'en');
    expect(one.title).toBe('1 hidden row in the sheet.');
    expect(one.explanation).toBe('The first is row 5. They are read like the others.');
  });
});

describe('the words for a table that is refused', () => {
  it('say what is wrong and what to do, with what is known', () => {
    expect(tableRefusalText({ code: 'table_unclosed_quote', facts: { row: 3, line: 1204 } })).toMatch(
      /^A quote opens in line 1,204 and is not closed\. Close the quote/,
    );
    expect(describeTableRefusal({ code: 'table_empty', facts: { sheet: 'May' } }).title).toBe(
      'The sheet “May” is empty.',
    );
    expect(describeTableRefusal({ code: 'table_damaged', facts: { row: 12 } }).explanation).toBe(
      'Nothing can be read after row 12.',
    );
  });
});
