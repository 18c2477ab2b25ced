import { expect, test } from 'vitest';
import { pageStatus } from '#app/_server/page-status.ts';
import { NotFoundError } from '#lib/errors.ts';

const asked: string[] = [];

function find(id: string): Promise<void> {
  asked.push(id);
  if (id === 'there') return Promise.resolve();
  return Promise.reject(id === 'none' ? new NotFoundError('There is none.') : new Error('No database.'));
}

let hasAccounts = true;
const statusOf = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
  pageStatus(new Request(`http://localhost:3000${path}`, { headers, method }), { batches: find, templates: find }, () =>
    Promise.resolve(hasAccounts),
  );

test.each([
  ['/batches/none', 404],
  ['/batches/none?tab=requests', 404],
  ['/batches/%6eone', 404],
  ['/batches/there', 200],
  ['/batches/broken', 200],
  ['/templates/none', 404],
  ['/templates/none?version=2', 404],
  ['/templates/there', 200],
])('the page %s goes out with status %i', async (path, status) => {
  expect(await statusOf(path, { 'sec-fetch-dest': 'document' })).toBe(status);
  expect(await statusOf(path)).toBe(status);
});

test('nothing is looked for on other pages, for parts of pages, and for actions', async () => {
  asked.length = 0;
  for (const path of ['/', '/batches', '/batches/new', '/templates', '/connections', '/batches/none/more'])
    expect(await statusOf(path)).toBe(200);
  expect(await statusOf('/batches/none', { 'sec-fetch-dest': 'empty' })).toBe(200);
  expect(await statusOf('/batches/none', {}, 'POST')).toBe(200);
  expect(asked).toEqual([]);
});

test('pages of accounts are there only where people sign in', async () => {
  const pages = ['/account', '/settings', '/settings/people?x=1'];
  for (const path of [...pages, '/accounts']) expect(await statusOf(path)).toBe(200);
  hasAccounts = false;
  for (const path of pages) expect(await statusOf(path)).toBe(404);
  expect(await statusOf('/accounts')).toBe(200);
});
