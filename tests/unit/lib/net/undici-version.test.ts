import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { z } from 'zod';

test('the package whose dispatcher Node’s fetch is given is of the major version that Node has inside', () => {
  const path = createRequire(import.meta.url).resolve('undici/package.json');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(version.split('.')[0]).toBe(process.versions['undici']?.split('.')[0]);
});
