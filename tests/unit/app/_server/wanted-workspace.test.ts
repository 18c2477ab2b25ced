import { expect, test } from 'vitest';
import { wantedOf, wantedOfAction } from '#app/_server/wanted-workspace.ts';
import { InvalidInputError } from '#lib/errors.ts';

const wanted = (path: string) => wantedOf(new URL(path, 'http://localhost:3000'));

test.each([
  ['/batches/b1', { batchId: 'b1' }],
  ['/batches/b%201?tab=requests&workspace=shop', { batchId: 'b 1', slug: 'shop' }],
  ['/api/batches/b1/requests/3/answer.txt', { batchId: 'b1' }],
  ['/batches/new?batch=b1&workspace=shop', { slug: 'shop' }],
  ['/batches/newest', { batchId: 'newest' }],
  ['/api/batches?workspace=shop', { slug: 'shop' }],
  ['/connections?workspace=', {}],
  ['/batches/%ff', {}],
  ['/settings/batches/b1', {}],
])('the address %s is about %j', (path, expected) => {
  expect(wanted(path)).toEqual({ batchId: undefined, slug: undefined, ...expected });
});

test('an action is about what its page says, else about its page, and anything else is refused', () => {
  const headers = new Headers({ 'x-langbatch-page': '/batches/b1?workspace=shop' });
  expect(wantedOfAction({ workspace: 'lab' }, headers)).toEqual({ slug: 'lab' });
  expect(wantedOfAction({}, headers)).toEqual({ batchId: 'b1', slug: 'shop' });
  expect(wantedOfAction(undefined, new Headers())).toEqual({});
  for (const scope of [{ workspace: 7 }, { workspace: 'x'.repeat(201) }, 'lab', null])
    expect(() => wantedOfAction(scope, headers)).toThrow(InvalidInputError);
});
