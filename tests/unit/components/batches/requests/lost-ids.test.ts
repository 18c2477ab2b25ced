import { expect, test } from 'vitest';
import { sortLostIds } from '#components/batches/requests/lost-ids.tsx';

const state = { id: '', ids: ['a', 'b', 'c'], outcome: null, cause: null, after: [], request: null };
const rows = [
  { customId: 'a', outcome: 'failed', causeId: 'cause' },
  { customId: 'b', outcome: 'succeeded', causeId: null },
] as const;

test('ids that the filter hides are told from those that the batch does not have', () => {
  expect(sortLostIds(state, rows)).toEqual({ hidden: [], unknown: ['c'] });
  expect(sortLostIds({ ...state, outcome: 'failed' }, rows)).toEqual({ hidden: ['b'], unknown: ['c'] });
  expect(sortLostIds({ ...state, cause: 'another' }, rows)).toEqual({ hidden: ['a', 'b'], unknown: ['c'] });
});
