import { expect, test } from 'vitest';
import { freeSlug, slugOfName } from '#lib/shared/contract/workspace-slug.ts';

test.each([
  ['The Shop', 'the-shop'],
  ['  Café & Büro 24! ', 'cafe-buro-24'],
  ['Ｓｈｏｐ', 'shop'],
  ['研究室', 'workspace'],
  ['"><script>', 'script'],
  [`${'a'.repeat(39)} bcd`, 'a'.repeat(39)],
])('a workspace named %j is %s in addresses', (name, slug) => {
  expect(slugOfName(name)).toBe(slug);
});

test('no two workspaces are called the same in addresses', () => {
  expect(freeSlug('shop', new Set(['shopping']))).toBe('shop');
  expect(freeSlug('shop', new Set(['shop', 'shop-2', 'shop-4']))).toBe('shop-3');
});
