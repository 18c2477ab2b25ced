import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * What a route may export its methods as: each of these asks who calls and hands them verbs, but for health,
 * which shows nothing of anybody.
 */
const routeMakers = /^(?:export const GET = (?:defineRoute|composeRoute)\(|export \{ answerHealthRequest as GET \};)/u;
const uploads = /^export \{\s+(?:answerUpload as (?:DELETE|HEAD|OPTIONS|PATCH|POST),\s+){5}\};/u;

function exportsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^export /gmu)].map(({ index }) => text.slice(index));
}

const routes = globSync('app/**/route.ts');
const actions = globSync('app/**/actions.ts');

test.each(routes)('the route %s is made of verbs', (path) => {
  const exported = exportsOf(path);
  expect(exported).not.toEqual([]);
  for (const text of exported) expect(routeMakers.test(text) || uploads.test(text)).toBe(true);
});

test.each(actions)('every action of %s is a verb', (path) => {
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith("'use server';")).toBe(true);
  for (const exported of exportsOf(path)) expect(exported).toMatch(/^export const \w+Action = defineAction\(\w+\);/u);
});

test('there is no other way in: no other file of app serves requests or actions', () => {
  expect(routes.length).toBeGreaterThan(10);
  const servers = globSync('app/**/*.{ts,tsx}').filter((path) => readFileSync(path, 'utf8').includes("'use server'"));
  expect(new Set(servers)).toEqual(new Set(actions));
});
