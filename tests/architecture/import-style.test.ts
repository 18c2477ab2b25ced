import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findHiddenExits } from './import-style.ts';

test('in lib an import is relative within its room and begins with #lib/ across rooms', () => {
  const paths = globSync('lib/**/*.ts').filter((path) => !path.startsWith('lib/db/generated/'));
  expect(paths.length).toBeGreaterThan(300);
  expect(paths.flatMap((path) => findHiddenExits(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  ['lib/batch/steps/a.ts', "import { x } from '../store/b.ts';", '#lib/batch/store/b.ts'],
  ['lib/batch/steps/a.ts', "import type { X } from '#lib/batch/steps/b.ts';", 'b.ts'],
  ['lib/files/disk/a.ts', "export { x } from '#lib/files/b.ts';", '../b.ts'],
  ['lib/langbatch/a.ts', "const { x } = await import('../sandbox/b.ts');", '#lib/sandbox/b.ts'],
  ['lib/errors.ts', "import '#lib/log.ts';", 'log.ts'],
])('%s is told how to write %s', (path, text, wanted) => {
  expect(findHiddenExits(path, text)).toEqual([expect.stringContaining(`should be ${wanted}`)]);
});

test.each([
  ['lib/batch/steps/a.ts', "import { x } from './b.ts';"],
  ['lib/batch/steps/a.ts', "import { x } from '#lib/batch/store/b.ts';"],
  ['lib/files/disk/a.ts', "import { x } from '../b.ts';"],
  ['lib/files/a.ts', "import { x } from 'node:fs';"],
])('%s may write %s', (path, text) => {
  expect(findHiddenExits(path, text)).toEqual([]);
});
