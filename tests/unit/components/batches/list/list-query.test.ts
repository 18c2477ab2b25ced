import { describe, expect, test } from 'vitest';
import { isFiltered, listParsers, rowsPerPage, toListQuery } from '#components/batches/list/list-query.ts';
import { searchString } from '#components/batches/queries.ts';

const nothing = { search: '', status: null, connection: null, mine: false, after: [] };

describe('the address of the list', () => {
  test('becomes a query without what is not asked for', () => {
    expect(searchString({ ...toListQuery(nothing) })).toBe(`limit=${rowsPerPage}`);
    expect(isFiltered({ ...nothing, search: '  ' })).toBe(false);
    expect(searchString({ ...toListQuery({ ...nothing, mine: true }) })).toBe(`mine=true&limit=${rowsPerPage}`);
    expect(isFiltered({ ...nothing, mine: true })).toBe(true);
  });

  test('asks for the page after the last key and keeps the earlier ones for the way back', () => {
    const query = toListQuery({ ...nothing, after: ['k1', 'k2'], search: ' week 46 ', status: 'failed' });
    expect(query).toMatchObject({ after: 'k2', search: 'week 46', status: 'failed' });
  });

  test('ignores a status that does not exist', () => {
    expect(listParsers.status.parse('paid')).toBeNull();
    expect(listParsers.status.parse('failed')).toBe('failed');
  });
});

describe('the query string of a request', () => {
  test('repeats lists, escapes signs and leaves out what is empty', () => {
    expect(searchString({ customIds: ['a&b', 'ä'], outcome: undefined, search: '' })).toBe(
      'customIds=a%26b&customIds=%C3%A4',
    );
  });
});
