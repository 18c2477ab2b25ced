import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** One import that a boundary rule refuses. A cycle is reported from each of its files. */
export type Violation = { readonly rule: string; readonly from: string; readonly to: string };

export type CruiseResult = { readonly modules: readonly string[]; readonly violations: readonly Violation[] };

const repositoryRoot = join(import.meta.dirname, '../..');

const reportSchema = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Runs the boundary check of `npm run check` on the repository. */
export function cruiseRepository(): Promise<CruiseResult> {
  return cruise(repositoryRoot);
}

/**
 * Runs the same check on a tree of made-up files, given as path → text. Packages under `node_modules` are made up too;
 * those of `devPackages` are dev dependencies, all others ordinary ones.
 */
export async function cruiseTree(
  files: Readonly<Record<string, string>>,
  packages: readonly string[],
  devPackages: readonly string[],
): Promise<CruiseResult> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'langbatch-boundaries-')));
  try {
    for (const name of [...packages, ...devPackages]) {
      await write(root, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
      await write(root, `node_modules/${name}/index.js`, 'export const value = 1;');
    }
    for (const [path, text] of Object.entries(files)) await write(root, path, text);
    await write(root, 'package.json', JSON.stringify(packageJson(packages, devPackages)));
    for (const config of ['.dependency-cruiser.mjs', 'tsconfig.json']) {
      await symlink(join(repositoryRoot, config), join(root, config));
    }
    return await cruise(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function packageJson(packages: readonly string[], devPackages: readonly string[]): object {
  const anyVersion = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '*']));
  return {
    name: 'planted',
    type: 'module',
    imports: { '#lib/*': './lib/*', '#components/*': './components/*', '#app/*': './app/*' },
    dependencies: anyVersion(packages),
    devDependencies: anyVersion(devPackages),
  };
}

async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function cruise(root: string): Promise<CruiseResult> {
  const cli = join(repositoryRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [cli, '--no-progress', '--output-type', 'json', '.'],
      { cwd: root, maxBuffer: 256 * 1024 * 1024 },
      (error, output, errors) => {
        // Exit code 1 or more is the number of violations; without a report the run itself failed.
        if (output === '') reject(error ?? new Error(`dependency-cruiser wrote no report: ${errors}`));
        else resolve(output);
      },
    );
  });
  const report = reportSchema.parse(JSON.parse(stdout));
  return {
    modules: report.modules.map((module) => module.source),
    violations: report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
