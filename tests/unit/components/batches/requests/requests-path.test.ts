import { expect, test } from 'vitest';
import { noFilters, requestListParsers } from '#components/batches/requests/request-list-query.ts';
import { requestsPath } from '#components/batches/requests/requests-path.ts';

test('a count leads to the list of just the requests that it counts', () => {
  expect(requestsPath('b1', { outcome: 'failed' })).toBe('/batches/b1?tab=requests&outcome=failed');
  expect(requestsPath('b1', { ended: 'cut_off' })).toBe('/batches/b1?tab=requests&ended=cut_off');
  expect(requestsPath('b1', { id: 'a&b' })).toBe('/batches/b1?tab=requests&id=a%26b');
});

test('no filters means none: whatever narrows the list down is taken away', () => {
  const { request: _, ...filters } = requestListParsers;
  expect(Object.keys(noFilters).toSorted()).toEqual(Object.keys(filters).toSorted());
});
