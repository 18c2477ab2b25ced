import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** What npm would install beside it. */
const installed = [
  '@fastify/busboy',
  '@types/node',
  'gpt-tokenizer',
  'numfmt',
  'openai',
  'saxes',
  'undici-types',
  'yauzl',
  'zod',
];

describe('the packed library in an empty project', () => {
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'langbatch-project-'));
    const dist = join(project, 'dist');
    await run(process.execPath, [join(root, 'scripts/build-library.ts'), dist]);
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: dist });
    const library = join(project, 'node_modules/langbatch');
    await mkdir(library, { recursive: true });
    await run('tar', ['-xzf', join(project, stdout.trim()), '-C', library, '--strip-components=1']);
    await rm(dist, { recursive: true });
    for (const name of installed) {
      const link = join(project, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(root, 'node_modules', name), link);
    }
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
    const example = await readFile(join(root, 'examples/chat-completions.ts'), 'utf8');
    await writeFile(join(project, 'example.ts'), example.replace('../lib/langbatch/index.ts', 'langbatch'));
  }, 600_000);

  afterAll(() => rm(project, { recursive: true, force: true }));

  test('runs an example from start to answers', async () => {
    const env = { ...process.env, LANGBATCH_DATA_DIR: join(project, 'data') };
    const { stdout } = await run(process.execPath, ['example.ts'], { cwd: project, env });
    expect(stdout).toContain('It has ended: completed.');
    expect(stdout).toContain('Oslo: ');
  });

  test('has types that a strict project takes, and refuses what it has not', async () => {
    await writeFile(
      join(project, 'typed.ts'),
      "import { OpenAIBatch, type BatchProgress } from 'langbatch';\n" +
        'export const tell = (progress: BatchProgress): string => progress.status;\n' +
        '// @ts-expect-error: there is no such method.\n' +
        'export const wrong = OpenAIBatch.nothing;\n',
    );
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'esnext',
      '--types',
      'node',
      '--skipLibCheck',
    ];
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await expect(run(process.execPath, [compiler, ...options, 'typed.ts'], { cwd: project })).resolves.toBeDefined();
  });

  test('says what only its owner can decide, and asks for Prisma only of those who want it', async () => {
    const text = await readFile(join(project, 'node_modules/langbatch/package.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      private: true,
      exports: { '.': { types: './lib/langbatch/index.d.ts', default: './lib/langbatch/index.js' } },
      peerDependenciesMeta: { '@prisma/client': { optional: true }, pg: { optional: true } },
    });
    expect(text).not.toContain('license');
  });
});
