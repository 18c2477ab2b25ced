import { expect, test } from 'vitest';
import { sortLostIds } from '#components/batches/requests/lost-ids.tsx';

const state = { id: '', ids: ['a', 'b', 'c'], outcome: null, ended: null, cause: null, after: [], request: null };
const rows = [
  { customId: 'a', outcome: 'failed', statusCode: 500, errorCode: null, ended: null, causeId: 'cause' },
  { customId: 'b', outcome: 'succeeded', statusCode: 200, errorCode: null, ended: 'cut_off', causeId: null },
] as const;

test('ids that the filter hides are told from those that the batch does not have', () => {
  expect(sortLostIds(state, rows)).toEqual({ hidden: [], unknown: ['c'] });
  expect(sortLostIds({ ...state, outcome: 'failed' }, rows)).toEqual({ hidden: ['b'], unknown: ['c'] });
  expect(sortLostIds({ ...state, ended: 'empty' }, rows)).toEqual({ hidden: ['a', 'b'], unknown: ['c'] });
  expect(sortLostIds({ ...state, cause: 'another' }, rows)).toEqual({ hidden: ['a', 'b'], unknown: ['c'] });
});

test('a request that nobody tried to answer is hidden by the filter for failed ones', () => {
  const cancelled = { ...rows[0], statusCode: null, errorCode: 'batch_cancelled' };
  expect(sortLostIds({ ...state, outcome: 'failed' }, [cancelled]).hidden).toEqual(['a']);
  expect(sortLostIds({ ...state, outcome: 'not_answered' }, [cancelled]).hidden).toEqual([]);
});
