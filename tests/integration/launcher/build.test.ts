import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureBuilt } from '#scripts/launcher/build.ts';
import { makeFolder } from './temporary-folder.ts';

// Stands for `next build`: counts how often it ran, and fails when a source says so.
const next = `
  const { appendFileSync, mkdirSync, readFileSync } = require('node:fs');
  mkdirSync('.next', { recursive: true });
  appendFileSync('built', 'x');
  if (readFileSync('app/page.tsx', 'utf8').includes('broken')) {
    console.log('app/page.tsx does not parse');
    process.exit(1);
  }`;

const project = {
  'node_modules/next/dist/bin/next': next,
  'app/page.tsx': 'first',
  'lib/errors.ts': 'text',
  'lib/db/generated/client.ts': 'generated',
  'package-lock.json': '{}',
};

async function makeProject(): Promise<{
  build: () => Promise<void>;
  edit: (path: string, text: string) => Promise<void>;
  count: () => Promise<number>;
  said: string[];
  folder: string;
}> {
  const folder = await makeFolder(project);
  const said: string[] = [];
  return {
    folder,
    said,
    build: () =>
      ensureBuilt({
        projectDir: folder,
        logFile: join(folder, 'build.log'),
        environment: process.env,
        say: (sentence) => said.push(sentence),
        signal: new AbortController().signal,
      }),
    edit: (path, text) => writeFile(join(folder, path), text),
    count: async () => (await readFile(join(folder, 'built'), 'utf8')).length,
  };
}

describe('the build', () => {
  it('is made once, and again only when a source changed', async () => {
    const { build, edit, count, said } = await makeProject();
    await build();
    await build();
    expect(await count()).toBe(1);
    expect(said).toHaveLength(1);

    await edit('app/page.tsx', 'second');
    await build();
    expect(await count()).toBe(2);
    await edit('app/page.tsx', 'second');
    await edit('lib/db/generated/client.ts', 'generated again');
    await build();
    expect(await count()).toBe(2);
  });

  it('is made again when a file went or the build was removed', async () => {
    const { build, count, folder } = await makeProject();
    await build();
    await rm(join(folder, 'lib/errors.ts'));
    await build();
    await rm(join(folder, '.next'), { recursive: true });
    await build();
    expect(await count()).toBe(3);
  });

  it('that fails shows why, and is tried again at the next start', async () => {
    const { build, edit, count } = await makeProject();
    await edit('app/page.tsx', 'broken');
    await expect(build()).rejects.toThrow(/could not be built:\n.*app\/page\.tsx does not parse/s);
    await edit('app/page.tsx', 'first');
    await build();
    expect(await count()).toBe(2);
  });

  it('is made once by two starts at the same time', async () => {
    const { build, count } = await makeProject();
    await Promise.all([build(), build()]);
    expect(await count()).toBe(1);
  });
});
