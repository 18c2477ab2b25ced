import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Verb } from '#lib/verbs/define-verb.ts';

const root = join(import.meta.dirname, '../..');

/** The rooms of `lib` whose functions are called for somebody. */
export const verbRooms = [
  'lib/batch/commands',
  'lib/batch/reads',
  'lib/batch/downloads',
  'lib/connections',
  'lib/tokens',
  'lib/uploads',
  'lib/workspaces',
] as const;

export interface FoundVerb {
  /** Under which it is exported. */
  readonly exportedAs: string;
  readonly path: string;
  readonly verb: Verb;
}

/** Every verb of the library, wherever it is made. */
export async function findAllVerbs(): Promise<readonly FoundVerb[]> {
  const paths = globSync('lib/**/*.ts', { cwd: root }).filter((path) =>
    readFileSync(join(root, path), 'utf8').includes('= defineVerb('),
  );
  const found = await Promise.all(paths.toSorted().map(verbsOf));
  return found.flat();
}

async function verbsOf(path: string): Promise<readonly FoundVerb[]> {
  const exported: unknown = await import(pathToFileURL(join(root, path)).href);
  return Object.entries(exported ?? {}).flatMap(([exportedAs, verb]) =>
    isVerb(verb) ? [{ exportedAs, path, verb }] : [],
  );
}

function isVerb(value: unknown): value is Verb {
  return typeof value === 'function' && 'right' in value && 'input' in value;
}
