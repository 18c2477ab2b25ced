import { dirname, join, relative } from 'node:path/posix';

/** Rooms of `lib` are its folders, but for these, whose folders are rooms. */
const halls = new Set(['batch', 'shared', 'dialects']);

function roomOf(path: string): string {
  const [, first = '', second = '', ...rest] = path.split('/');
  if (second === '') return 'lib';
  return halls.has(first) && rest.length > 0 ? `lib/${first}/${second}` : `lib/${first}`;
}

/**
 * Imports of a file of `lib` that hide whether they leave its room: within a room they are relative, across
 * rooms they begin with `#lib/`.
 */
export function findHiddenExits(path: string, text: string): readonly string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^']+)'/gmu)].map(
    ([, specifier = '']) => specifier,
  );
  return specifiers.flatMap((specifier) => {
    const isRelative = specifier.startsWith('.');
    if (!isRelative && !specifier.startsWith('#lib/')) return [];
    const target = isRelative ? join(dirname(path), specifier) : specifier.slice(1);
    const isSameRoom = roomOf(path) === roomOf(target);
    if (isSameRoom === isRelative) return [];
    return [`${path}: ${specifier} should be ${isSameRoom ? relative(dirname(path), target) : `#${target}`}`];
  });
}
