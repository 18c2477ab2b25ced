import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DoorVerb } from '#lib/verbs/define-door-verb.ts';
import type { PersonVerb } from '#lib/verbs/define-person-verb.ts';
import type { Verb } from '#lib/verbs/define-verb.ts';

const root = join(import.meta.dirname, '../..');

/** The rooms of `lib` whose functions are called for somebody. */
export const verbRooms = [
  'lib/batch/commands',
  'lib/batch/reads',
  'lib/batch/downloads',
  'lib/audit',
  'lib/connections',
  'lib/templates',
  'lib/tokens',
  'lib/uploads',
  'lib/workspaces',
  'lib/accounts/own',
  'lib/accounts/people',
] as const;

export interface Found<V> {
  /** Under which it is exported. */
  readonly exportedAs: string;
  readonly path: string;
  readonly verb: V;
}

/** Every verb of the library for members of a workspace, wherever it is made. */
export function findAllVerbs(): Promise<readonly Found<Verb>[]> {
  return findMadeBy('defineVerb', isVerb);
}

/** Every verb for whoever is not in yet. */
export function findDoorVerbs(): Promise<readonly Found<DoorVerb>[]> {
  return findMadeBy('defineDoorVerb', isDoorVerb);
}

/** Every verb for a person, whatever the workspace. */
export function findPersonVerbs(): Promise<readonly Found<PersonVerb>[]> {
  return findMadeBy('definePersonVerb', isPersonVerb);
}

async function findMadeBy<V>(maker: string, isOne: (value: unknown) => value is V): Promise<readonly Found<V>[]> {
  const paths = globSync('lib/**/*.ts', { cwd: root }).filter((path) =>
    readFileSync(join(root, path), 'utf8').includes(`= ${maker}(`),
  );
  const found = await Promise.all(paths.toSorted().map((path) => verbsOf(path, isOne)));
  return found.flat();
}

async function verbsOf<V>(path: string, isOne: (value: unknown) => value is V): Promise<readonly Found<V>[]> {
  const exported: unknown = await import(pathToFileURL(join(root, path)).href);
  return Object.entries(exported ?? {}).flatMap(([exportedAs, verb]) =>
    isOne(verb) ? [{ exportedAs, path, verb }] : [],
  );
}

function isVerb(value: unknown): value is Verb {
  return typeof value === 'function' && 'right' in value && 'input' in value;
}

function isDoorVerb(value: unknown): value is DoorVerb {
  return isVerb(value);
}

function isPersonVerb(value: unknown): value is PersonVerb {
  return isVerb(value);
}
