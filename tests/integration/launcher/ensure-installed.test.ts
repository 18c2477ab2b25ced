import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './temporary-folder.ts';

const script = join(import.meta.dirname, '../../../scripts/ensure-installed.mjs');

const lock = (version: string): string =>
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/next': { version },
      'node_modules/only-for-macs': { version: '1.0.0', optional: true },
    },
  });
const installed = (version: string): string => JSON.stringify({ packages: { 'node_modules/next': { version } } });

// Stands for npm: notes its arguments and installs what the lock file asks for.
const npm = `#!/bin/sh
echo "$@" >> npm-calls
echo "$PRISMA_SCHEMA_ENGINE_BINARY" >> engine
cp wanted node_modules/.package-lock.json`;

// Stands for Prisma's command line: counts its runs.
const prisma = `
  const { appendFileSync, mkdirSync } = require('node:fs');
  mkdirSync('lib/db/generated', { recursive: true });
  appendFileSync('generated', 'x');`;

type Run = { code: number | null; output: string };

async function makeProject(npmInstalls = '2.0.0'): Promise<{
  folder: string;
  run: (preload?: string) => Promise<Run>;
  calls: (name: string) => Promise<string[]>;
}> {
  const folder = await makeFolder({
    'package-lock.json': lock('2.0.0'),
    wanted: installed(npmInstalls),
    'prisma/schema.prisma': 'model A {}',
    'node_modules/prisma/package.json': '{"version":"7.0.0"}',
    'node_modules/prisma/build/index.js': prisma,
    'node_modules/.bin/node': `#!/bin/sh\nexec "${process.execPath}" "$@"`,
    'bin/npm': npm,
  });
  await mkdir(join(folder, 'scripts'));
  await copyFile(script, join(folder, 'scripts/ensure-installed.mjs'));
  return {
    folder,
    calls: async (name) =>
      (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    run: (preload = '') =>
      new Promise((resolve) => {
        const args = [
          '--import',
          `data:text/javascript,${encodeURIComponent(preload)}`,
          join(folder, 'scripts/ensure-installed.mjs'),
        ];
        const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
        const child = spawn(process.execPath, args, { env });
        let output = '';
        child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.once('exit', (code) => resolve({ code, output }));
      }),
  };
}

describe('what runs before every script', () => {
  it('installs packages and generates the client, once', async () => {
    const { run, calls } = await makeProject();
    expect((await run()).code).toBe(0);
    expect(await run()).toEqual({ code: 0, output: '' });
    expect(await calls('npm-calls')).toEqual([expect.stringMatching(/^ci --include=dev/)]);
    expect(await calls('generated')).toEqual(['x']);
  });

  it('keeps Prisma from downloading an engine', async () => {
    const { run, calls } = await makeProject();
    await run();
    expect(await calls('engine')).toEqual([process.execPath]);
  });

  it('refuses an installation that is not what the lock file says', async () => {
    const { run } = await makeProject('1.0.0');
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain('not complete: delete the folder node_modules');
  });

  it.each([
    [
      'another platform',
      `Object.defineProperty(process, 'platform', { value: 'win32' })`,
      /on Windows, run it inside WSL/,
    ],
    ['another processor', `Object.defineProperty(process, 'arch', { value: 'mips' })`, /does not run on \w+-mips/],
    [
      'an old Node',
      `Object.defineProperty(process, 'versions', { value: { node: '20.18.3' } })`,
      /needs Node 20\.19 or newer, and this is 20\.18\.3/,
    ],
    [
      'musl',
      `Object.defineProperties(process, { platform: { value: 'linux' }, report: { value: { getReport: () => ({ header: {} }) } } })`,
      /musl/,
    ],
    [
      'an old glibc',
      `Object.defineProperties(process, { platform: { value: 'linux' }, report: { value: { getReport: () => ({ header: { glibcVersionRuntime: '2.17' } }) } } })`,
      /glibc 2\.28 or newer, and this system has 2\.17/,
    ],
  ])('refuses %s in one sentence, before doing anything', async (_, preload, sentence) => {
    const { run, calls } = await makeProject();
    const { code, output } = await run(preload);
    expect(code).toBe(1);
    expect(output).toMatch(sentence);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(await calls('npm-calls')).toEqual([]);
  });
});
