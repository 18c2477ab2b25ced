// npm run build:library [-- FOLDER]: writes the library as a package of its own, by default into dist/
import { execFile } from 'node:child_process';
import { cp, glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const entry = 'lib/langbatch/index';

/** What every script needs. */
const dependencies = ['@fastify/busboy', 'gpt-tokenizer', 'numfmt', 'openai', 'saxes', 'yauzl', 'zod'];
/** What only `PrismaBatchStorage` loads, on first use. */
const optionalPeers = ['@prisma/adapter-pg', '@prisma/client', 'pg', 'pg-copy-streams'];

const rootPackage = z
  .object({ version: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));

/** Imports by `#lib/…` hold in this repository alone: in a package they are relative. */
function withRelativeImports(path: string, text: string): string {
  return text.replaceAll(
    /(\bfrom '|\bimport\('|^import ')#(lib\/[^']+)'/gmu,
    (_match, before: string, target: string) => {
      const specifier = posix.relative(posix.dirname(path), target);
      return `${before}${specifier.startsWith('.') ? specifier : `./${specifier}`}'`;
    },
  );
}

async function copySources(folder: string): Promise<void> {
  for await (const path of glob('lib/**/*.ts', { cwd: root })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), withRelativeImports(path, await readFile(join(root, path), 'utf8')));
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await cp(join(root, 'tsconfig.json'), join(folder, 'tsconfig.base.json'));
}

async function compile(folder: string, outDir: string): Promise<void> {
  const compilerOptions = {
    noEmit: false,
    incremental: false,
    tsBuildInfoFile: null,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: '.',
    outDir,
    plugins: [],
  };
  const config = { extends: './tsconfig.base.json', compilerOptions, files: [`${entry}.ts`], include: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', folder]).catch((error: unknown) => {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`The library does not compile.\n${said}`, { cause: error });
  });
}

/** The compiler writes the endings of imports in code, not in types. */
async function finishTypes(outDir: string): Promise<void> {
  for await (const path of glob('lib/**/*.d.ts', { cwd: outDir })) {
    const text = await readFile(join(outDir, path), 'utf8');
    await writeFile(join(outDir, path), text.replaceAll(/(['"]\.{1,2}\/[^'"\n]+)\.ts(['"])/gu, '$1.js$2'));
  }
}

/** A package that is used and not named would be missing at whoever installs the library. */
async function assertDeclared(outDir: string): Promise<void> {
  const known = new Set([...dependencies, ...optionalPeers]);
  for await (const path of glob('lib/**/*.js', { cwd: outDir })) {
    const text = await readFile(join(outDir, path), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:\bfrom |\bimport\(|^import )['"]([^'"]+)['"]/gmu)) {
      if (specifier.startsWith('.') || isBuiltin(specifier)) continue;
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
      if (!known.has(name)) throw new Error(`${path} uses ${name}, which the library's package.json does not name.`);
    }
  }
}

function versionsOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, rootPackage.dependencies[name] ?? '*']));
}

const packageJson = {
  name: 'langbatch',
  version: rootPackage.version,
  // No licence is chosen yet, so nobody should publish it by mistake.
  private: true,
  description: 'Create, start, watch, retry and read large LLM batches from a script.',
  type: 'module',
  engines: { node: '>=24' },
  exports: { '.': { types: `./${entry}.d.ts`, default: `./${entry}.js` } },
  files: ['lib', 'prisma'],
  dependencies: versionsOf(dependencies),
  peerDependencies: versionsOf(optionalPeers),
  peerDependenciesMeta: Object.fromEntries(optionalPeers.map((name) => [name, { optional: true }])),
};

const outDir = resolve(process.argv[2] ?? join(root, 'dist'));
const folder = await mkdtemp(join(tmpdir(), 'langbatch-library-'));
try {
  await rm(outDir, { recursive: true, force: true });
  await copySources(folder);
  await compile(folder, outDir);
  await finishTypes(outDir);
  await assertDeclared(outDir);
  for await (const path of glob('prisma/migrations/*/migration.sql', { cwd: root })) {
    await cp(join(root, path), join(outDir, path));
  }
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`);
  console.log(`The library is in ${outDir}. Pack it with npm pack there.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
