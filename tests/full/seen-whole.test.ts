import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cruiseRepository } from '#tests/architecture/cruise.ts';

// `npm run check` refuses every violation; what it does not see at all it cannot refuse.
test('this repository is seen whole by the boundary check, and keeps every rule', async () => {
  const { modules, violations } = await cruiseRepository();
  const sources = globSync('{app,components,lib}/**/*.{ts,tsx}', { cwd: join(import.meta.dirname, '../..') });
  const unseen = sources.filter((path) => !path.startsWith('lib/db/generated/') && !modules.includes(path));
  expect(sources.length).toBeGreaterThan(0);
  expect(unseen).toEqual([]);
  expect(violations).toEqual([]);
});
