import { expect, test } from 'vitest';
import { watchBatches } from '#lib/batch/reads/watch-batches.ts';
import { pageAccessOf } from '#lib/shared/contract/page-access.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test.each([
  ['with the same role', pageAccessOf('p1', 'runner'), false],
  ['while they were an admin', pageAccessOf('p1', 'admin'), true],
  ['while they might only see', pageAccessOf('p1', 'viewer'), true],
  ['for somebody else', pageAccessOf('p2', 'runner'), true],
  ['where nobody signs in, or by a program', undefined, false],
])('a page that was made %s is told so when it begins to watch', async (_when, access, isOutdated) => {
  const ctx = createBatchWorld().context({ actor: { kind: 'user', id: 'p1', name: 'Ines' }, role: 'runner' });
  expect((await watchBatches(ctx, { access })).isOutdated).toBe(isOutdated);
});
