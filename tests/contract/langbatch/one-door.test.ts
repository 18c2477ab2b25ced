import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const projectDir = join(import.meta.dirname, '../../..');

/** Prints the addresses of all modules that importing the library loads. */
const script = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
  await import('#lib/langbatch/index.ts');
  console.log(JSON.stringify(loaded));
`;

test('importing the library loads no Next, no React, no worker, no queue, no database and no sandbox', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: projectDir,
  });
  const loaded = z.array(z.string()).parse(JSON.parse(stdout));
  const packages = new Set(
    loaded.map((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]).filter((name) => name !== undefined),
  );
  expect([...packages].toSorted()).toEqual(['openai', 'zod']);
  expect(loaded.filter((url) => /\/lib\/(jobs|db|index|sandbox|uploads|runtime)\b|\/worker\.ts$/.test(url))).toEqual(
    [],
  );
  expect(loaded.some((url) => url.endsWith('/lib/langbatch/index.ts'))).toBe(true);
});
