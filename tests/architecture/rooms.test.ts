import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRoomsInCircles, roomOf } from './rooms.ts';

const root = join(import.meta.dirname, '../..');

test('rooms that import each other are found, straight or by way of others, and of types alone too', () => {
  const files = new Map([
    ['lib/batch/steps/a.ts', "import { b } from '#lib/batch/store/b.ts';\n"],
    ['lib/batch/store/b.ts', "import type { C } from '#lib/record/c.ts';\n"],
    ['lib/record/c.ts', "export type { A } from '#lib/batch/steps/a.ts';\n"],
    ['lib/batch/steps/d.ts', "import { a } from './a.ts';\nimport { e } from '#lib/log.ts';\n"],
    ['lib/log.ts', ''],
    ['app/page.ts', "const { a } = await import('#lib/batch/steps/a.ts');\n"],
  ]);
  expect(findRoomsInCircles(files)).toEqual(['lib/batch/steps', 'lib/batch/store', 'lib/record']);
});

test('no arrow between the rooms of the product runs back up', () => {
  const paths = globSync(['{app,components,lib,scripts}/**/*.{ts,tsx}', '*.ts'], { cwd: root });
  const sources = paths.filter((path) => !path.startsWith('lib/db/generated/'));
  const files = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  expect(files.size).toBeGreaterThan(500);
  expect(findRoomsInCircles(files)).toEqual([]);
});

test('CONTRIBUTING says of every room of lib what it may do, and names no other', () => {
  const table = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').match(/^\| room .*?\n\n/msu)?.[0] ?? '';
  const named = [...table.matchAll(/`(lib\/[^`]+)`(?=.* \| )/gu)].map(([, room = '']) => room);
  const rooms = globSync('lib/*/**/*.ts', { cwd: root }).map((path) => roomOf(path, ['lib', 'lib/batch']));
  expect(named.toSorted()).toEqual([...new Set(rooms)].toSorted());
});

test('no room calls a provider but those that may', () => {
  const calls = /\bprovider\.(?:\w+File|\w+Jobs?|testConnection|listModels)\(/u;
  const callers = globSync('lib/**/*.ts', { cwd: root }).filter((path) =>
    calls.test(readFileSync(join(root, path), 'utf8')),
  );
  const rooms = new Set(callers.map((path) => roomOf(path)));
  expect([...rooms].toSorted()).toEqual(['lib/batch/fetching', 'lib/batch/steps', 'lib/connections']);
});
