import { expect, test } from 'vitest';
import { lossesOf } from '#components/batches/detail/losses.ts';
import type { AttemptView } from '#lib/shared/contract/batch-view.ts';

const format = { number: String, bytes: (bytes: number) => `${bytes} B` };
const attempt: AttemptView = {
  number: 1,
  startedAt: '2026-11-19T14:10:00.000Z',
  endedAt: null,
  requests: 50,
  jobs: [],
};
const batch = {
  attempts: [attempt],
  endedAt: null,
  input: { name: 'tickets.jsonl', bytes: 900, sha256: '' },
  shownCounts: { total: 50, pending: 16, succeeded: 33, failed: 1, missing: 0, notAnswered: 0 },
};

test('who deletes a running batch is told of the answers that only its provider has counted', () => {
  expect(lossesOf(batch, format)).toEqual([
    ['Input file', 'tickets.jsonl, 900 B'],
    ['Answers so far', '33'],
    ['Errors so far', '1'],
  ]);
});

test('of an ended batch they are final, and of a draft only its file is lost', () => {
  const ended = lossesOf({ ...batch, endedAt: '2026-11-19T15:00:00.000Z' }, format);
  expect(ended.map(([name]) => name)).toEqual(['Input file', 'Answers', 'Errors']);
  const draft = { ...batch, attempts: [], shownCounts: { ...batch.shownCounts, succeeded: 0, failed: 0, pending: 50 } };
  expect(lossesOf(draft, format)).toEqual([['Input file', 'tickets.jsonl, 900 B']]);
});
