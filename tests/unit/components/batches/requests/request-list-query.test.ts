import { expect, test } from 'vitest';
import { isFiltered, toRequestQuery } from '#components/batches/requests/request-list-query.ts';

const state = { id: '', ids: [], outcome: null, ended: null, cause: null, after: [], request: null };

test('without filters everything is asked for, from the beginning', () => {
  expect(toRequestQuery(state)).toEqual({ limit: 50 });
  expect(isFiltered(state)).toBe(false);
});

test('the last key leads to the page in view', () => {
  expect(toRequestQuery({ ...state, after: ['50', '100'] }).after).toBe('100');
});

test('a pasted list takes the place of a search', () => {
  expect(toRequestQuery({ ...state, id: 'sku', ids: ['a', 'b'] })).toMatchObject({
    customId: undefined,
    customIds: ['a', 'b'],
  });
  expect(isFiltered({ ...state, ids: ['a'] })).toBe(true);
});

test('answers that were cut short, refused or empty can be asked for, and count as a filter', () => {
  expect(toRequestQuery({ ...state, ended: 'cut_off' })).toEqual({ ended: 'cut_off', limit: 50 });
  expect(isFiltered({ ...state, ended: 'empty' })).toBe(true);
});

test('the open request is no filter', () => {
  expect(isFiltered({ ...state, request: 5 })).toBe(false);
});
