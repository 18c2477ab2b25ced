import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * What a route may export its methods as: each of these asks who calls and hands them verbs, but for health and the
 * description of the API, which show nothing of anybody. What changes something is a POST that `defineWriteRoute` made.
 */
const routeMakers = [
  /^export const GET = (?:defineRoute|composeRoute)\(/u,
  /^export const POST = defineWriteRoute\(/u,
  // To which the OIDC issuer sends browsers back.
  /^export const GET = defineCallbackRoute\(finishIssuerSignIn\);/u,
  /^export \{ (?:answerHealthRequest|answerDescription) as GET \};/u,
  /^export \{\s+(?:answerUpload as (?:DELETE|HEAD|OPTIONS|PATCH|POST),\s+){5}\};/u,
];

function exportsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^export /gmu)].map(({ index }) => text.slice(index));
}

const routes = globSync('app/**/route.ts');
const actions = globSync('app/**/actions.ts');

function isMadeOfVerbs(exported: string): boolean {
  return routeMakers.some((maker) => maker.test(exported));
}

test.each(routes)('the route %s is made of verbs', (path) => {
  const exported = exportsOf(path);
  expect(exported).not.toEqual([]);
  expect(exported.filter((text) => !isMadeOfVerbs(text))).toEqual([]);
});

test.each([
  'export async function POST(request: Request) {}',
  'export const POST = (request: Request) => answerWrite(request);',
  // A GET may be asked for by any link, and what asks for a change would not be looked at.
  'export const GET = defineWriteRoute(cancel);',
  'export const POST = composeRoute(cancel);',
  'export const GET = defineCallbackRoute(signOut);',
  'export const DELETE = defineRoute(removeBatch);',
  'export { answerUpload as GET };',
  "export { POST } from '../start/route.ts';",
])('a route that would go round the verbs is found: %s', (text) => {
  expect(isMadeOfVerbs(text)).toBe(false);
});

test.each(actions)('every action of %s is a verb', (path) => {
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith("'use server';")).toBe(true);
  for (const exported of exportsOf(path))
    expect(exported).toMatch(/^export const \w+Action = define(?:Door|Person)?Action\(\w+\);/u);
});

test('there is no other way in: no other file of app serves requests or actions', () => {
  expect(routes.length).toBeGreaterThan(10);
  const servers = globSync('app/**/*.{ts,tsx}').filter((path) => readFileSync(path, 'utf8').includes("'use server'"));
  expect(new Set(servers)).toEqual(new Set(actions));
});
