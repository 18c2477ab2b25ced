import { expect, test } from 'vitest';
import { withWorkspace } from '#lib/shared/contract/page-workspace.ts';

test.each([
  ['/batches', '/batches?workspace=the%20shop'],
  ['/batches?status=failed#end', '/batches?status=failed&workspace=the%20shop#end'],
  ['/errors#a?b', '/errors?workspace=the%20shop#a?b'],
  ['?tab=requests', '?tab=requests&workspace=the%20shop'],
  ['/batches?workspace=lab', '/batches?workspace=lab'],
  ['https://example.org/', 'https://example.org/'],
  ['data:text/plain,x', 'data:text/plain,x'],
])('the path %s in a workspace is %s', (path, expected) => {
  expect(withWorkspace(path, 'the shop')).toBe(expected);
  expect(withWorkspace(path, null)).toBe(path);
});
